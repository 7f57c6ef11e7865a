import { PaymentError } from "../errors.ts";

const MOST_BYTES = 256 * 1_024;
/** A body of 256 KiB comes in some two hundred packets. Each chunk costs some microseconds, however small it is. */
const MOST_CHUNKS = 4_096;
const DEADLINE_MS = 3_000;

/** Also the reason of the abort: an error made for each body that was in time would cost more than reading it. */
const OVER: unique symbol = Symbol("over");

/**
 * The raw bytes of the body: at most 256 KiB in at most 4,096 chunks, within 3 s whatever `content-length` says; the stream is cancelled after.
 * Throws `body_too_large`, `body_timeout`, or `configuration` when somebody has read the body before us, as `express.json()` does.
 */
export async function readBody(
  request: Request,
  sleep: (ms: number, signal: AbortSignal) => Promise<void>,
): Promise<Uint8Array> {
  if (request.bodyUsed) throw alreadyRead();
  const announced = Number(request.headers.get("content-length") ?? "0");
  // Cancelling is never awaited: a sender that hangs must not hold the answer.
  if (announced > MOST_BYTES) {
    request.body?.cancel().catch(() => undefined);
    throw tooLarge();
  }
  if (request.body === null) return new Uint8Array();
  const reader = request.body.getReader();
  const over = new AbortController();
  const late = (): typeof OVER => OVER;
  const deadline = sleep(DEADLINE_MS, over.signal).then(late, late);
  try {
    // One race for the whole body: each one leaves a reaction on the deadline's promise until that is settled.
    const body = await Promise.race([collect(reader, over.signal), deadline]);
    if (body === OVER)
      throw new PaymentError("body_timeout", "The body did not arrive within 3 seconds.");
    // HTTP lets no body end before its length: bytes that were announced and do not come were read by somebody else.
    if (body.byteLength === 0 && announced > 0) throw alreadyRead();
    return body;
  } catch (error) {
    reader.cancel().catch(() => undefined);
    throw error instanceof PaymentError
      ? error
      : new PaymentError("invalid_request", "The body could not be read to its end.", {
          cause: error,
        });
  } finally {
    over.abort(OVER);
  }
}

/** Throws `body_too_large`. */
export function assertSize(bytes: number): void {
  if (bytes > MOST_BYTES) throw tooLarge();
}

/** Stops at the chunk after `over`, where a runtime hands out more of a stream that was cancelled; nobody waits for it then. */
async function collect(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  over: AbortSignal,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Empty chunks count too: an endless run of them would never let the deadline's timer fire.
  for (let count = 0; count <= MOST_CHUNKS; count += 1) {
    const next = await reader.read();
    if (next.done || over.aborted) return join(chunks, length);
    length += next.value.byteLength;
    assertSize(length);
    chunks.push(next.value);
  }
  throw new PaymentError(
    "body_too_large",
    `The body may come in at most ${MOST_CHUNKS} chunks; send it in larger ones.`,
  );
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
  return new PaymentError(
    "configuration",
    "The body was read before this handler saw it; mount the payment routes before any body parser.",
  );
}
