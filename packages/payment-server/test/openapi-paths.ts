// Written by "pnpm run docs" with openapi-typescript.
export interface paths {
    "/methods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the payment methods, the disabled ones too. */
        get: operations["methods"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/checkout/create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Opens a checkout for a topup of the user, or returns the one that is open. */
        post: operations["createCheckout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payments/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the payments of the user, newest first. */
        get: operations["myPayments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the payments of all users, newest first. */
        get: operations["payments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the deliveries of the provider, newest first. */
        get: operations["events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Receives a delivery of the provider. Only a 2xx is final; others are sent again. */
        post: operations["webhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/redirect/success": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows the stored state of a payment, after a query to the provider if one is due. */
        get: operations["redirectSuccess"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/redirect/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows the stored state of a payment to a buyer who has left the checkout. */
        get: operations["redirectCancel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reconcile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Checks the payments that are due, for at most 20 seconds. */
        get: operations["reconcileByGet"];
        put?: never;
        /** Checks the payments that are due, for at most 20 seconds. */
        post: operations["reconcile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Decides a stored event again, by the present state of its payment. */
        post: operations["replayEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Closes an unmatched event, and the others about its payment. */
        post: operations["closeEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payments/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Carries out the decision of an administrator on a held payment. */
        post: operations["releasePayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Says what keeps money from moving, each finding with its fix. */
        get: operations["check"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists where the provider, our rows and the topups disagree, one part at a time. */
        get: operations["drift"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payments/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns a payment and everything that has happened to it, oldest first. */
        get: operations["paymentAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payments/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the figures of each day of UTC of a range. */
        get: operations["paymentSummary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/prune": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Deletes old events that are decided, for at most 8 seconds. */
        post: operations["prune"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns this document. */
        get: operations["openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Method: {
            id: string;
            /** @constant */
            type: "checkout";
            enabled: boolean;
            label: string;
            service: string;
            /** @constant */
            action: "checkout/create";
            /** @constant */
            requires_user: true;
            currency: string;
            reason?: string;
            /** @constant */
            test_mode?: true;
        };
        Methods: {
            items: components["schemas"]["Method"][];
        };
        Checkout: {
            payment_id: string;
            provider: string;
            topup_id: string;
            provider_session_id: string;
            provider_payment_id: string;
            provider_order_id: string;
            checkout_url: string;
            /** @enum {string} */
            status: "pending" | "crediting" | "paid" | "failed" | "canceled" | "expired" | "held" | "dismissed";
            status_url: string;
        };
        Payment: {
            payment_id: string;
            provider: string;
            topup_id: string;
            user_id: string;
            provider_session_id: string;
            provider_payment_id: string;
            provider_order_id: string;
            credits: number;
            amount_minor: number;
            currency: string;
            /** @enum {string} */
            status: "pending" | "crediting" | "paid" | "failed" | "canceled" | "expired" | "held" | "dismissed";
            hold_reason: ("underpaid" | "discounted" | "currency" | "unknown_amount" | "product" | "refunded" | "disputed" | "session_mismatch" | "environment" | "duplicate_payment" | "topup_changed" | "topup_not_paid") | null;
            provider_status: string | null;
            on_its_way: boolean;
            net_minor: number | null;
            refunded_minor: number;
            disputed: boolean;
            invoice_url: string | null;
            /** @enum {string} */
            environment: "test_mode" | "live_mode";
            checkout_url: string;
            metadata_json: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        AdminPayment: {
            payment_id: string;
            provider: string;
            topup_id: string;
            user_id: string;
            provider_session_id: string;
            provider_payment_id: string;
            provider_order_id: string;
            credits: number;
            amount_minor: number;
            currency: string;
            /** @enum {string} */
            status: "pending" | "crediting" | "paid" | "failed" | "canceled" | "expired" | "held" | "dismissed";
            hold_reason: ("underpaid" | "discounted" | "currency" | "unknown_amount" | "product" | "refunded" | "disputed" | "session_mismatch" | "environment" | "duplicate_payment" | "topup_changed" | "topup_not_paid") | null;
            provider_status: string | null;
            on_its_way: boolean;
            net_minor: number | null;
            refunded_minor: number;
            disputed: boolean;
            invoice_url: string | null;
            /** @enum {string} */
            environment: "test_mode" | "live_mode";
            checkout_url: string;
            metadata_json: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            released: boolean;
        };
        PaymentState: {
            payment_id: string;
            topup_id: string;
            /** @enum {string} */
            status: "pending" | "crediting" | "paid" | "failed" | "canceled" | "expired" | "held" | "dismissed";
            /** @enum {string} */
            stage: "unpaid" | "confirming" | "bank" | "crediting" | "paid" | "failed" | "canceled" | "expired" | "held" | "dismissed";
            on_its_way: boolean;
            credits: number;
            amount_minor: number;
            currency: string;
            return_to: string | null;
            invoice_url: string | null;
            retry_after_ms: number | null;
        };
        Payments: {
            items: components["schemas"]["Payment"][];
            next_cursor: string | null;
            retry_after_ms: number | null;
        };
        AdminPayments: {
            items: components["schemas"]["AdminPayment"][];
            next_cursor: string | null;
            retry_after_ms: number | null;
        };
        Event: {
            event_id: string;
            provider: string;
            type: string;
            payload_json: string;
            /** @enum {string} */
            sync_status: "pending" | "processing" | "applied" | "ignored" | "held" | "failed";
            sync_error: string | null;
            payment_id: string | null;
            attempts: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        Events: {
            items: components["schemas"]["Event"][];
            next_cursor: string | null;
        };
        ReceivedDelivery: {
            /** @constant */
            received: true;
            event_id: string;
            provider: string;
            /** @enum {string} */
            sync_status: "pending" | "processing" | "applied" | "ignored" | "held" | "failed";
        };
        Reconciled: {
            checked: number;
            credited: number;
            held: number;
            failed: number;
        };
        Pruned: {
            events: number;
            more: boolean;
        };
        Replayed: {
            event: components["schemas"]["Event"];
        };
        Closed: {
            event: components["schemas"]["Event"];
        };
        Released: {
            payment: components["schemas"]["Payment"];
        };
        CheckFinding: {
            /** @enum {string} */
            level: "error" | "warning" | "note";
            code: string;
            message: string;
            docs: string | null;
        };
        Waiting: {
            payments: {
                pending?: number;
                crediting?: number;
                paid?: number;
                failed?: number;
                canceled?: number;
                expired?: number;
                held?: number;
                dismissed?: number;
            };
            held: {
                underpaid?: number;
                discounted?: number;
                currency?: number;
                unknown_amount?: number;
                product?: number;
                refunded?: number;
                disputed?: number;
                session_mismatch?: number;
                environment?: number;
                duplicate_payment?: number;
                topup_changed?: number;
                topup_not_paid?: number;
            };
            events: {
                pending?: number;
                processing?: number;
                applied?: number;
                ignored?: number;
                held?: number;
                failed?: number;
            };
            oldest_crediting_at: string | null;
            oldest_undecided_event_at: string | null;
            overdue_checks: number;
            oldest_overdue_check_at: string | null;
            unmatched_events: number;
            unconfirmed: number;
            oldest_unconfirmed_at: string | null;
            waiting_notices: number;
            oldest_waiting_notice_at: string | null;
            warnings: string[];
        };
        Inspection: {
            ok: boolean;
            findings: components["schemas"]["CheckFinding"][];
            summary: components["schemas"]["Waiting"] | null;
        };
        AuditEntry: {
            version: number;
            /** Format: date-time */
            at: string;
            /** @enum {string} */
            actor: "create" | "webhook" | "return" | "reconcile" | "admin";
            admin_id: string | null;
            action: string;
            from_status: ("pending" | "crediting" | "paid" | "failed" | "canceled" | "expired" | "held" | "dismissed") | null;
            /** @enum {string} */
            to_status: "pending" | "crediting" | "paid" | "failed" | "canceled" | "expired" | "held" | "dismissed";
            event_id: string | null;
            note: string | null;
            changes: {
                [key: string]: (string | number | boolean) | null;
            };
        };
        Topup: {
            status: string;
            usd_cents: number;
            credits: number;
            user_id: string;
        };
        Audit: {
            payment: components["schemas"]["Payment"];
            items: components["schemas"]["AuditEntry"][];
            topup: components["schemas"]["Topup"] | null;
            topup_error: ("invalid_request" | "invalid_json" | "invalid_cursor" | "invalid_return_to" | "invalid_topup" | "unknown_method" | "method_disabled" | "product_mismatch" | "unauthorized" | "invalid_signature" | "forbidden_origin" | "not_found" | "topup_not_found" | "payment_not_found" | "event_not_found" | "method_not_allowed" | "body_timeout" | "topup_not_pending" | "payment_processing" | "payment_held" | "release_refused" | "body_too_large" | "unsupported_media_type" | "too_many_attempts" | "configuration" | "host_invalid" | "internal" | "provider_rejected" | "provider_invalid" | "provider_unavailable" | "storage_unavailable" | "host_unavailable" | "payment_unmatched" | "busy") | null;
        };
        DriftItem: {
            /** @enum {string} */
            kind: "paid_not_credited" | "credited_not_paid" | "amounts_differ";
            /** @enum {string} */
            reason: "no_row" | "not_settled" | "not_closed" | "topup_not_paid" | "unknown_payment" | "not_succeeded" | "refunded" | "disputed" | "no_paid_payment" | "net" | "refund" | "topup";
            difference_minor: number | null;
            since: string | null;
            provider: string;
            /** @enum {string} */
            environment: "test_mode" | "live_mode";
            payment_id: string;
            topup_id: string | null;
            provider_payment_id: string | null;
            status: ("pending" | "crediting" | "paid" | "failed" | "canceled" | "expired" | "held" | "dismissed") | null;
            hold_reason: ("underpaid" | "discounted" | "currency" | "unknown_amount" | "product" | "refunded" | "disputed" | "session_mismatch" | "environment" | "duplicate_payment" | "topup_changed" | "topup_not_paid") | null;
            amount_minor: number | null;
            net_minor: number | null;
            refunded_minor: number | null;
            disputed: boolean | null;
            credits: number | null;
            provider_status: ("open" | "processing" | "succeeded" | "failed" | "canceled" | "unknown") | null;
            provider_net_minor: number | null;
            provider_refunded_minor: number | null;
            provider_disputed: boolean | null;
            provider_total_minor: number | null;
            provider_currency: string | null;
            topup_status: string | null;
            topup_usd_cents: number | null;
            topup_credits: number | null;
        };
        Drift: {
            items: components["schemas"]["DriftItem"][];
            checked: number;
            failed: number;
            whole: boolean;
            next_cursor: string | null;
        };
        Day: {
            /** Format: date */
            day: string;
            topups: {
                pending?: number;
                crediting?: number;
                paid?: number;
                failed?: number;
                canceled?: number;
                expired?: number;
                held?: number;
                dismissed?: number;
            };
            received_minor: number;
            returned_minor: number;
            credit_ms: {
                p50: number;
                p95: number;
            } | null;
            checkout_ms: {
                p50: number;
                p95: number;
            } | null;
            events: {
                pending?: number;
                processing?: number;
                applied?: number;
                ignored?: number;
                held?: number;
                failed?: number;
            };
        };
        Summary: {
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            /** @constant */
            by: "day";
            items: components["schemas"]["Day"][];
        };
        Failure: {
            error: string;
            /** @enum {string} */
            code: "invalid_request" | "invalid_json" | "invalid_cursor" | "invalid_return_to" | "invalid_topup" | "unknown_method" | "method_disabled" | "product_mismatch" | "unauthorized" | "invalid_signature" | "forbidden_origin" | "not_found" | "topup_not_found" | "payment_not_found" | "event_not_found" | "method_not_allowed" | "body_timeout" | "topup_not_pending" | "payment_processing" | "payment_held" | "release_refused" | "body_too_large" | "unsupported_media_type" | "too_many_attempts" | "configuration" | "host_invalid" | "internal" | "provider_rejected" | "provider_invalid" | "provider_unavailable" | "storage_unavailable" | "host_unavailable" | "payment_unmatched" | "busy";
            request_id: string;
            status_url?: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    methods: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Methods"];
                };
            };
            /** @description `method_not_allowed`: The route does not take this HTTP method. */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `internal`: Something went wrong that this package does not expect.
             *
             *     `configuration`: An option or a variable is wrong or missing, so the service cannot do this.
             */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `storage_unavailable`: The database cannot be used now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    createCheckout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    method_id?: string;
                    provider?: string;
                    topup_id: string;
                    /** @default null */
                    return_to?: string | null;
                    /** @default null */
                    language?: string | null;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checkout"];
                };
            };
            /**
             * @description `invalid_request`: The body or the query is not what the route takes.
             *
             *     `invalid_json`: The body is not JSON.
             *
             *     `invalid_return_to`: The result page may not link to this address.
             *
             *     `invalid_topup`: The host's topup cannot be sold.
             *
             *     `unknown_method`: There is no payment method or provider with this id.
             *
             *     `method_disabled`: The payment method is not configured.
             *
             *     `product_mismatch`: The product at Dodo cannot sell this topup.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`: Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden_origin`: A page of this origin may not call the routes. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `topup_not_found`: There is no such topup for this user. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `method_not_allowed`: The route does not take this HTTP method. */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_timeout`: The body did not arrive within 3 seconds. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `topup_not_pending`: The topup no longer waits for a payment.
             *
             *     `payment_processing`: A payment of this topup is being processed, so no second checkout is opened.
             *
             *     `payment_held`: A payment of this topup has arrived and is held for review.
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large`: The body has more than 256 KiB or more than 4,096 chunks. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`: A POST with a cookie must be JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `too_many_attempts`: The topup has opened 20 checkouts within 24 hours. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `internal`: Something went wrong that this package does not expect.
             *
             *     `configuration`: An option or a variable is wrong or missing, so the service cannot do this.
             *
             *     `host_invalid`: The application returned something that cannot be used.
             */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `provider_rejected`: Dodo refused the request.
             *
             *     `provider_invalid`: Dodo answered something that its API does not document, and nothing was decided on it.
             */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `storage_unavailable`: The database cannot be used now.
             *
             *     `host_unavailable`: The application failed, or did not answer within 4 seconds.
             *
             *     `provider_unavailable`: Dodo cannot be reached, or limits the rate of requests.
             *
             *     `busy`: This cannot be decided yet: another request works on the payment, or calls to Dodo are still to be made.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    myPayments: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                topup_id?: string;
                status?: "pending" | "crediting" | "paid" | "failed" | "canceled" | "expired" | "held" | "dismissed";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payments"];
                };
            };
            /**
             * @description `invalid_request`: The body or the query is not what the route takes.
             *
             *     `invalid_cursor`: The cursor is not one that a list has returned.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`: Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `method_not_allowed`: The route does not take this HTTP method. */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `internal`: Something went wrong that this package does not expect.
             *
             *     `configuration`: An option or a variable is wrong or missing, so the service cannot do this.
             */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `storage_unavailable`: The database cannot be used now.
             *
             *     `host_unavailable`: The application failed, or did not answer within 4 seconds.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    payments: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                topup_id?: string;
                status?: "pending" | "crediting" | "paid" | "failed" | "canceled" | "expired" | "held" | "dismissed";
                user_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminPayments"];
                };
            };
            /**
             * @description `invalid_request`: The body or the query is not what the route takes.
             *
             *     `invalid_cursor`: The cursor is not one that a list has returned.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`: Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `method_not_allowed`: The route does not take this HTTP method. */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `internal`: Something went wrong that this package does not expect.
             *
             *     `configuration`: An option or a variable is wrong or missing, so the service cannot do this.
             */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `storage_unavailable`: The database cannot be used now.
             *
             *     `host_unavailable`: The application failed, or did not answer within 4 seconds.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    events: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                type?: string;
                sync_status?: "pending" | "processing" | "applied" | "ignored" | "held" | "failed";
                payment_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Events"];
                };
            };
            /**
             * @description `invalid_request`: The body or the query is not what the route takes.
             *
             *     `invalid_cursor`: The cursor is not one that a list has returned.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`: Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `method_not_allowed`: The route does not take this HTTP method. */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `internal`: Something went wrong that this package does not expect.
             *
             *     `configuration`: An option or a variable is wrong or missing, so the service cannot do this.
             */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `storage_unavailable`: The database cannot be used now.
             *
             *     `host_unavailable`: The application failed, or did not answer within 4 seconds.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    webhook: {
        parameters: {
            query?: {
                provider?: string;
            };
            header?: {
                "webhook-id"?: string;
                "webhook-timestamp"?: string;
                "webhook-signature"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceivedDelivery"];
                };
            };
            /**
             * @description `invalid_request`: The body or the query is not what the route takes.
             *
             *     `invalid_json`: The body is not JSON.
             *
             *     `unknown_method`: There is no payment method or provider with this id.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_signature`: The signature of the delivery is missing, wrong or outdated. Nothing of it was read. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `method_not_allowed`: The route does not take this HTTP method. */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_timeout`: The body did not arrive within 3 seconds. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large`: The body has more than 256 KiB or more than 4,096 chunks. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `internal`: Something went wrong that this package does not expect.
             *
             *     `configuration`: An option or a variable is wrong or missing, so the service cannot do this.
             *
             *     `storage_unavailable`: The database cannot be used now.
             *
             *     `payment_unmatched`: The delivery names a payment that is not stored here yet.
             *
             *     `host_invalid`: The application returned something that cannot be used.
             *
             *     `host_unavailable`: The application failed, or did not answer within 4 seconds.
             *
             *     `provider_rejected`: Dodo refused the request.
             *
             *     `provider_invalid`: Dodo answered something that its API does not document, and nothing was decided on it.
             *
             *     `provider_unavailable`: Dodo cannot be reached, or limits the rate of requests.
             *
             *     `busy`: This cannot be decided yet: another request works on the payment, or calls to Dodo are still to be made.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    redirectSuccess: {
        parameters: {
            query: {
                ref: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page, or its state on `Accept: application/json`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentState"];
                    "text/html": string;
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `method_not_allowed`: The route does not take this HTTP method. */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `internal`: Something went wrong that this package does not expect.
             *
             *     `configuration`: An option or a variable is wrong or missing, so the service cannot do this.
             */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `storage_unavailable`: The database cannot be used now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    redirectCancel: {
        parameters: {
            query: {
                ref: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page, or its state on `Accept: application/json`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentState"];
                    "text/html": string;
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `method_not_allowed`: The route does not take this HTTP method. */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `internal`: Something went wrong that this package does not expect.
             *
             *     `configuration`: An option or a variable is wrong or missing, so the service cannot do this.
             */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `storage_unavailable`: The database cannot be used now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    reconcileByGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reconciled"];
                };
            };
            /** @description `unauthorized`: Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `method_not_allowed`: The route does not take this HTTP method. */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `internal`: Something went wrong that this package does not expect.
             *
             *     `configuration`: An option or a variable is wrong or missing, so the service cannot do this.
             */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `storage_unavailable`: The database cannot be used now.
             *
             *     `host_unavailable`: The application failed, or did not answer within 4 seconds.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    reconcile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @default 0 */
                    older_than?: number;
                    /** @default 100 */
                    limit?: number;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reconciled"];
                };
            };
            /**
             * @description `invalid_request`: The body or the query is not what the route takes.
             *
             *     `invalid_json`: The body is not JSON.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`: Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden_origin`: A page of this origin may not call the routes. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `method_not_allowed`: The route does not take this HTTP method. */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_timeout`: The body did not arrive within 3 seconds. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large`: The body has more than 256 KiB or more than 4,096 chunks. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`: A POST with a cookie must be JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `internal`: Something went wrong that this package does not expect.
             *
             *     `configuration`: An option or a variable is wrong or missing, so the service cannot do this.
             */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `storage_unavailable`: The database cannot be used now.
             *
             *     `host_unavailable`: The application failed, or did not answer within 4 seconds.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    replayEvent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    event_id: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replayed"];
                };
            };
            /**
             * @description `invalid_request`: The body or the query is not what the route takes.
             *
             *     `invalid_json`: The body is not JSON.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`: Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden_origin`: A page of this origin may not call the routes. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `not_found`: There is nothing at this address.
             *
             *     `event_not_found`: There is no such event.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `method_not_allowed`: The route does not take this HTTP method. */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_timeout`: The body did not arrive within 3 seconds. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large`: The body has more than 256 KiB or more than 4,096 chunks. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`: A POST with a cookie must be JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `internal`: Something went wrong that this package does not expect.
             *
             *     `configuration`: An option or a variable is wrong or missing, so the service cannot do this.
             *
             *     `host_invalid`: The application returned something that cannot be used.
             */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `provider_rejected`: Dodo refused the request.
             *
             *     `provider_invalid`: Dodo answered something that its API does not document, and nothing was decided on it.
             */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `storage_unavailable`: The database cannot be used now.
             *
             *     `host_unavailable`: The application failed, or did not answer within 4 seconds.
             *
             *     `provider_unavailable`: Dodo cannot be reached, or limits the rate of requests.
             *
             *     `busy`: This cannot be decided yet: another request works on the payment, or calls to Dodo are still to be made.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    closeEvent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    event_id: string;
                    note: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Closed"];
                };
            };
            /**
             * @description `invalid_request`: The body or the query is not what the route takes.
             *
             *     `invalid_json`: The body is not JSON.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`: Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden_origin`: A page of this origin may not call the routes. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `not_found`: There is nothing at this address.
             *
             *     `event_not_found`: There is no such event.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `method_not_allowed`: The route does not take this HTTP method. */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_timeout`: The body did not arrive within 3 seconds. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `release_refused`: The payment cannot be released or dismissed in this way. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large`: The body has more than 256 KiB or more than 4,096 chunks. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`: A POST with a cookie must be JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `internal`: Something went wrong that this package does not expect.
             *
             *     `configuration`: An option or a variable is wrong or missing, so the service cannot do this.
             */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `storage_unavailable`: The database cannot be used now.
             *
             *     `host_unavailable`: The application failed, or did not answer within 4 seconds.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    releasePayment: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    payment_id: string;
                    /** @enum {string} */
                    decision: "credit" | "dismiss";
                    note: string;
                    topup?: {
                        usd_cents: number;
                        credits: number;
                        user_id: string;
                    };
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Released"];
                };
            };
            /**
             * @description `invalid_request`: The body or the query is not what the route takes.
             *
             *     `invalid_json`: The body is not JSON.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`: Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden_origin`: A page of this origin may not call the routes. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `not_found`: There is nothing at this address.
             *
             *     `payment_not_found`: There is no such payment.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `method_not_allowed`: The route does not take this HTTP method. */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_timeout`: The body did not arrive within 3 seconds. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `release_refused`: The payment cannot be released or dismissed in this way. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large`: The body has more than 256 KiB or more than 4,096 chunks. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`: A POST with a cookie must be JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `internal`: Something went wrong that this package does not expect.
             *
             *     `configuration`: An option or a variable is wrong or missing, so the service cannot do this.
             *
             *     `host_invalid`: The application returned something that cannot be used.
             */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `provider_rejected`: Dodo refused the request.
             *
             *     `provider_invalid`: Dodo answered something that its API does not document, and nothing was decided on it.
             */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `storage_unavailable`: The database cannot be used now.
             *
             *     `host_unavailable`: The application failed, or did not answer within 4 seconds.
             *
             *     `provider_unavailable`: Dodo cannot be reached, or limits the rate of requests.
             *
             *     `busy`: This cannot be decided yet: another request works on the payment, or calls to Dodo are still to be made.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    check: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Inspection"];
                };
            };
            /** @description `unauthorized`: Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `method_not_allowed`: The route does not take this HTTP method. */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `internal`: Something went wrong that this package does not expect.
             *
             *     `configuration`: An option or a variable is wrong or missing, so the service cannot do this.
             */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `storage_unavailable`: The database cannot be used now.
             *
             *     `host_unavailable`: The application failed, or did not answer within 4 seconds.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    drift: {
        parameters: {
            query?: {
                since?: string;
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Drift"];
                };
            };
            /**
             * @description `invalid_request`: The body or the query is not what the route takes.
             *
             *     `invalid_cursor`: The cursor is not one that a list has returned.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`: Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `method_not_allowed`: The route does not take this HTTP method. */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `internal`: Something went wrong that this package does not expect.
             *
             *     `configuration`: An option or a variable is wrong or missing, so the service cannot do this.
             */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `provider_rejected`: Dodo refused the request.
             *
             *     `provider_invalid`: Dodo answered something that its API does not document, and nothing was decided on it.
             */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `storage_unavailable`: The database cannot be used now.
             *
             *     `host_unavailable`: The application failed, or did not answer within 4 seconds.
             *
             *     `provider_unavailable`: Dodo cannot be reached, or limits the rate of requests.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    paymentAudit: {
        parameters: {
            query: {
                payment_id: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Audit"];
                };
            };
            /** @description `invalid_request`: The body or the query is not what the route takes. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`: Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `not_found`: There is nothing at this address.
             *
             *     `payment_not_found`: There is no such payment.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `method_not_allowed`: The route does not take this HTTP method. */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `internal`: Something went wrong that this package does not expect.
             *
             *     `configuration`: An option or a variable is wrong or missing, so the service cannot do this.
             */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `storage_unavailable`: The database cannot be used now.
             *
             *     `host_unavailable`: The application failed, or did not answer within 4 seconds.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    paymentSummary: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                by?: "day";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Summary"];
                };
            };
            /** @description `invalid_request`: The body or the query is not what the route takes. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`: Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `method_not_allowed`: The route does not take this HTTP method. */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `internal`: Something went wrong that this package does not expect.
             *
             *     `configuration`: An option or a variable is wrong or missing, so the service cannot do this.
             */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `storage_unavailable`: The database cannot be used now.
             *
             *     `host_unavailable`: The application failed, or did not answer within 4 seconds.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    prune: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    events_older_than_days?: number;
                    limit?: number;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pruned"];
                };
            };
            /**
             * @description `invalid_request`: The body or the query is not what the route takes.
             *
             *     `invalid_json`: The body is not JSON.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`: Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden_origin`: A page of this origin may not call the routes. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found`: There is nothing at this address. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `method_not_allowed`: The route does not take this HTTP method. */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_timeout`: The body did not arrive within 3 seconds. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large`: The body has more than 256 KiB or more than 4,096 chunks. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`: A POST with a cookie must be JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `internal`: Something went wrong that this package does not expect.
             *
             *     `configuration`: An option or a variable is wrong or missing, so the service cannot do this.
             */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `storage_unavailable`: The database cannot be used now.
             *
             *     `host_unavailable`: The application failed, or did not answer within 4 seconds.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description `method_not_allowed`: The route does not take this HTTP method. */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /**
             * @description `internal`: Something went wrong that this package does not expect.
             *
             *     `configuration`: An option or a variable is wrong or missing, so the service cannot do this.
             */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `storage_unavailable`: The database cannot be used now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
}
