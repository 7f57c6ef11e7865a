const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Returns a random id in Dodo's form: the prefix, an underscore and 21 letters or digits. */
export function newId(prefix: string): string {
  let id = `${prefix}_`;
  for (const byte of crypto.getRandomValues(new Uint8Array(21)))
    id += alphabet.charAt(byte % alphabet.length);
  return id;
}
