import type { Dispute as SdkDispute } from "dodopayments/resources/disputes";
import type {
  IntentStatus as SdkStatus,
  Payment as SdkPayment,
} from "dodopayments/resources/payments";
import type { Refund as SdkRefund } from "dodopayments/resources/refunds";
import { expectTypeOf, test } from "vitest";
import type { Dispute, IntentStatus, Payment, Refund } from "./records.ts";

// The type checker is what fails here.
test("the records handed out have exactly the fields of the SDK's types", () => {
  expectTypeOf<keyof Payment>().toEqualTypeOf<keyof SdkPayment>();
  expectTypeOf<keyof Refund>().toEqualTypeOf<keyof SdkRefund>();
  expectTypeOf<keyof Dispute>().toEqualTypeOf<keyof SdkDispute>();
  expectTypeOf<IntentStatus>().toEqualTypeOf<SdkStatus>();
});

test("what the SDK returns fits the records handed out", () => {
  expectTypeOf<SdkPayment>().toExtend<Payment>();
  expectTypeOf<SdkRefund>().toExtend<Refund>();
  expectTypeOf<SdkDispute>().toExtend<Dispute>();
});
