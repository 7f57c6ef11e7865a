import { createDeskStore, type DeskAddress, type DeskStore } from "../src/desk/desk-store.ts";
import { scriptedAdmin, type Answers, type ScriptedAdmin } from "./desk-client.ts";

/** The time of a desk whose clock stands still: two hours after the records were made. */
export const NOW: number = Date.parse("2026-11-29T12:00:00.000Z");

/** An address that the test reads and changes. */
export interface TestAddress extends DeskAddress {
  fragment: string;
  /** Changes the fragment as a click on a link or the Back button does. */
  change(fragment: string): void;
  /** The number of listeners. */
  listeners: number;
}

/** A desk over scripted answers. */
export interface DeskBench {
  client: ScriptedAdmin;
  store: DeskStore;
  address: TestAddress;
}

/** Creates an address that begins with a fragment. */
export function addressAt(fragment: string): TestAddress {
  const listeners = new Set<() => void>();
  const address: TestAddress = {
    fragment,
    read: () => address.fragment,
    write: (written) => void (address.fragment = written),
    listen(changed) {
      listeners.add(changed);
      return () => void listeners.delete(changed);
    },
    change(changed) {
      address.fragment = changed;
      for (const listener of listeners) listener();
    },
    get listeners() {
      return listeners.size;
    },
  };
  return address;
}

/** Creates a desk that has not begun to follow its address. */
export function deskBench(answers: Partial<Answers> = {}, fragment = ""): DeskBench {
  const client = scriptedAdmin(answers);
  const address = addressAt(fragment);
  return { client, address, store: createDeskStore(client, address, () => NOW) };
}

/** Lets the promises go on that are due. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setTimeout(resolve));
}
