import type {
  CheckoutSessionPreviewResponse,
  CheckoutSessionResponse,
  CheckoutSessionStatus,
} from "dodopayments/resources/checkout-sessions";
import type { Customer, CustomerPortalSession } from "dodopayments/resources/customers/customers";
import type { Discount } from "dodopayments/resources/discounts";
import type { DisputeListResponse, GetDispute } from "dodopayments/resources/disputes";
import type {
  Payment,
  PaymentListResponse,
  PaymentRetrieveLineItemsResponse,
  RefundListItem,
} from "dodopayments/resources/payments";
import type { Product, ProductListResponse } from "dodopayments/resources/products/products";
import type { Refund } from "dodopayments/resources/refunds";
import type { WebhookPayload } from "dodopayments/resources/webhook-events";
import type { HeaderRetrieveResponse } from "dodopayments/resources/webhooks/headers";
import type {
  WebhookDetails,
  WebhookRetrieveSecretResponse,
} from "dodopayments/resources/webhooks/webhooks";

interface Page<Item> {
  items: Item[];
}

interface WebhookPage {
  data: WebhookDetails[];
  iterator: string;
  done: boolean;
}

/**
 * What the API answers on each route, and what a delivery contains, as the types of the official
 * SDK say. The JSON schemas of the tests are made from this interface.
 */
export interface SdkShapes {
  "POST /checkouts": CheckoutSessionResponse;
  "POST /checkouts/preview": CheckoutSessionPreviewResponse;
  "GET /checkouts/{id}": CheckoutSessionStatus;
  "GET /payments": Page<PaymentListResponse>;
  "GET /payments/{id}": Payment;
  "GET /payments/{id}/line-items": PaymentRetrieveLineItemsResponse;
  "POST /refunds": Refund;
  "GET /refunds": Page<RefundListItem>;
  "GET /refunds/{id}": Refund;
  "GET /disputes": Page<DisputeListResponse>;
  "GET /disputes/{id}": GetDispute;
  "POST /products": Product;
  "GET /products": Page<ProductListResponse>;
  "GET /products/{id}": Product;
  "POST /customers": Customer;
  "GET /customers": Page<Customer>;
  "GET /customers/{id}": Customer;
  "PATCH /customers/{id}": Customer;
  "POST /customers/{id}/customer-portal/session": CustomerPortalSession;
  "POST /discounts": Discount;
  "GET /discounts": Page<Discount>;
  "GET /discounts/{id}": Discount;
  "GET /discounts/code/{id}": Discount;
  "PATCH /discounts/{id}": Discount;
  "POST /webhooks": WebhookDetails;
  "GET /webhooks": WebhookPage;
  "GET /webhooks/{id}": WebhookDetails;
  "PATCH /webhooks/{id}": WebhookDetails;
  "GET /webhooks/{id}/secret": WebhookRetrieveSecretResponse;
  "GET /webhooks/{id}/headers": HeaderRetrieveResponse;
  error: { code: string; message?: string };
  delivery: WebhookPayload;
}
