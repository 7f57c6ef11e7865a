import { PaymentError } from "../errors.ts";

const MAX_BYTES = 256 * 1_024;
/**
 * The largest number of chunks in a body. A body of 256 KiB usually arrives in about two hundred
 * chunks. The number is limited because each chunk costs some microseconds, however small it is.
 */
const MAX_CHUNKS = 4_096;
const DEADLINE_MS = 3_000;

/**
 * Thrown for an empty body of a request that has `transfer-encoding`. Something has probably read
 * the body before, but anyone can send an empty one.
 */
export class NoChunksError extends PaymentError {}

/**
 * The value with which the deadline of `readBody()` resolves. It is also the reason with which the
 * deadline is aborted. An abort without a reason would create an `Error` with a stack, and creating
 * that costs more than reading the body.
 */
const STOPPED: unique symbol = Symbol("stopped");

/**
 * Reads the raw bytes of the body: at most 256 KiB in at most 4,096 chunks within 3 s. A
 * `content-length` above 256 KiB is refused at once, and a smaller one is not trusted. If reading
 * fails, the stream is cancelled. Throws `body_too_large` or `body_timeout` if a limit is exceeded,
 * and `invalid_request` if the stream fails. Throws `configuration` if something, such as
 * `express.json()`, seems to have read the body before.
 */
export async function readBody(
  request: Request,
  sleep: (ms: number, signal: AbortSignal) => Promise<void>,
): Promise<Uint8Array> {
  if (request.bodyUsed || request.body?.locked === true) throw alreadyRead();
  const announced = Number(request.headers.get("content-length") ?? "0");
  // Cancelling is never awaited: a sender that hangs must not delay the answer.
  if (announced > MAX_BYTES) {
    request.body?.cancel().catch(() => undefined);
    throw tooLarge();
  }
  if (request.body === null) {
    assertNotAnnounced(request.headers);
    return new Uint8Array();
  }
  const reader = request.body.getReader();
  const stop = new AbortController();
  const expire = (): typeof STOPPED => STOPPED;
  const deadline = sleep(DEADLINE_MS, stop.signal).then(expire, expire);
  try {
    // There is one race for the whole body and not one per chunk, because each race leaves a
    // reaction on the deadline's promise until that promise is settled.
    const body = await Promise.race([collect(reader, stop.signal), deadline]);
    if (body === STOPPED)
      throw new PaymentError("body_timeout", "The body did not arrive within 3 seconds.");
    if (body.byteLength === 0) assertNotAnnounced(request.headers);
    return body;
  } catch (error) {
    reader.cancel().catch(() => undefined);
    throw error instanceof PaymentError
      ? error
      : new PaymentError("invalid_request", "The body could not be read to its end.", {
          cause: error,
        });
  } finally {
    stop.abort(STOPPED);
  }
}

/**
 * Throws `configuration` if the headers announce a body although it was empty. HTTP does not let a
 * body end before its `content-length`, so if that header announces bytes, something has read the
 * body before. A chunked body may have been sent empty, so its error is a `NoChunksError`.
 */
function assertNotAnnounced(headers: Headers): void {
  if (Number(headers.get("content-length") ?? "0") > 0) throw alreadyRead();
  if (headers.has("transfer-encoding")) throw new NoChunksError("configuration", ALREADY_READ);
}

/** Throws `body_too_large` if a body has more than 256 KiB. */
export function assertSize(bytes: number): void {
  if (bytes > MAX_BYTES) throw tooLarge();
}

/**
 * Reads all chunks and joins them. Returns early at the first chunk after the abort, because some
 * runtimes go on delivering a stream that was cancelled. Throws `body_too_large` if there are too
 * many bytes or chunks.
 */
async function collect(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  stop: AbortSignal,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Empty chunks count as well, because an endless series of them would prevent the deadline's
  // timer from firing.
  for (let count = 0; count <= MAX_CHUNKS; count += 1) {
    const next = await reader.read();
    if (next.done || stop.aborted) return join(chunks, length);
    length += next.value.byteLength;
    assertSize(length);
    chunks.push(next.value);
  }
  throw new PaymentError(
    "body_too_large",
    `The body may come in at most ${MAX_CHUNKS} chunks; send it in larger ones.`,
  );
}

/** Joins the chunks; a body of one chunk is returned without a copy. */
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
  return new PaymentError("configuration", ALREADY_READ);
}

const ALREADY_READ =
  "The body was read before this handler saw it; mount the payment routes before any body parser.";
