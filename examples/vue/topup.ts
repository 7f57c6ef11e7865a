// Turns the store into a Vue `ref`, for as long as the component is mounted.
import {
  createTopupStore,
  type TopupState,
  type TopupStore,
  type TopupStoreOptions,
} from "@x/payment-client";
import { onMounted, onUnmounted, shallowRef, type ShallowRef } from "vue";

export function useTopup(options: TopupStoreOptions): {
  topup: Readonly<ShallowRef<TopupState>>;
  pay: TopupStore["pay"];
} {
  const { $topup, connect, pay } = createTopupStore(options);
  const topup = shallowRef($topup.get());
  let ends: (() => void)[] = [];
  onMounted(() => {
    ends = [$topup.subscribe((state) => void (topup.value = state)), connect()];
  });
  onUnmounted(() => ends.forEach((end) => end()));
  return { topup, pay };
}
