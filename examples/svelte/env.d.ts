/// <reference types="@x/payment-client/types/svelte" />
/// <reference types="svelte" />
