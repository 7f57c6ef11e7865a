import { PaymentError } from "../errors.ts";

const MOST_BYTES = 256 * 1_024;
const MOST_CHUNKS = MOST_BYTES;
const DEADLINE_MS = 3_000;

/**
 * The raw bytes of the body: at most 256 KiB, within 3 s whatever `content-length` says; the stream is cancelled after.
 * Throws `body_too_large`, `body_timeout`, or `configuration` when somebody has read the body before us, as `express.json()` does.
 */
export async function readBody(request: Request, sleep: (ms: number, signal: AbortSignal) => Promise<void>): Promise<Uint8Array> {
  if (request.bodyUsed) throw alreadyRead();
  const announced = Number(request.headers.get("content-length") ?? "0");
  // Cancelling is never awaited: a sender that hangs must not hold the answer.
  if (announced > MOST_BYTES) {
    request.body?.cancel().catch(() => undefined);
    throw tooLarge();
  }
  if (request.body === null) return new Uint8Array();
  const reader = request.body.getReader();
  const done = new AbortController();
  const late = sleep(DEADLINE_MS, done.signal).then(() => "late" as const, () => "late" as const);
  try {
    const body = await collect(reader, late);
    // HTTP lets no body end before its length: bytes that were announced and do not come were read by somebody else.
    if (body.byteLength === 0 && announced > 0) throw alreadyRead();
    return body;
  } catch (error) {
    reader.cancel().catch(() => undefined);
    throw error instanceof PaymentError ? error : new PaymentError("invalid_request", "The body could not be read to its end.", { cause: error });
  } finally {
    done.abort();
  }
}

async function collect(reader: ReadableStreamDefaultReader<Uint8Array>, late: Promise<"late">): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const next = await Promise.race([reader.read(), late]);
    if (next === "late") throw new PaymentError("body_timeout", "The body did not arrive within 3 seconds.");
    if (next.done) return join(chunks, length);
    length += next.value.byteLength;
    chunks.push(next.value);
    // Empty chunks count too: an endless run of them would never let the deadline's timer fire.
    if (length > MOST_BYTES || chunks.length > MOST_CHUNKS) throw tooLarge();
  }
}

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = chunks;
  if (chunks.length === 1 && only !== undefined) return only;
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}

function tooLarge(): PaymentError {
  return new PaymentError("body_too_large", "The body may have at most 256 KiB.");
}

function alreadyRead(): PaymentError {
  return new PaymentError("configuration", "The body was read before this handler saw it; mount the payment routes before any body parser.");
}
