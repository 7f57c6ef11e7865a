import { Hono } from "hono";
import type { EmulatorContext } from "../context.ts";
import { DodoError, notFound } from "../errors.ts";
import { setHeaders } from "../page/layout.ts";
import { noticePage } from "../page/notices.ts";
import { readFields } from "../page/pay-form.ts";
import { noticeOf } from "../page/problems.ts";
import { buttons } from "./buttons.ts";
import { checkCaller } from "./guard.ts";
import { toolPage } from "./page.ts";

/** Creates the handler of the tool page at `/`. Its buttons act like the controls of a test. */
export function createTool(context: EmulatorContext): (request: Request) => Promise<Response> {
  const tool = new Hono();

  tool.use(async (c, next) => {
    await next();
    setHeaders(c, "same-origin");
  });
  tool.use(async (c, next) => {
    checkCaller(c.req.raw, context.origin());
    await next();
  });

  tool.get("/", (c) => c.html(toolPage(context, new URL(c.req.url).searchParams)));

  tool.post("/tool/:action", async (c) => {
    const name = c.req.param("action");
    const press = Object.hasOwn(buttons, name) ? buttons[name] : undefined;
    const fields = await readFields(c.req.raw);
    if (press === undefined) throw notFound(`action ${name}`);
    if (fields === null) throw new DodoError(400, "INVALID_REQUEST_BODY", "the body is not a form");
    return c.redirect(await press(context, fields), 303);
  });

  const links = [{ href: "/", label: "Back to the emulator" }];
  tool.notFound((c) => c.html(noticePage({ ...noticeOf(notFound("page"), null), links }), 404));
  tool.onError((error, c) => {
    const known = error instanceof DodoError ? error : new DodoError(500, "", "");
    c.status(
      ([400, 403, 404, 409, 422] as const).find((status) => status === known.status) ??
        (known.status < 500 ? 400 : 500),
    );
    return c.html(noticePage({ ...noticeOf(known, null), links }));
  });

  return async (request) => await tool.fetch(request);
}
