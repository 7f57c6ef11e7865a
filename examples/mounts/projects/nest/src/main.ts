import "reflect-metadata";
import { getRequestListener } from "@hono/node-server";
import { Body, Controller, Module, Post } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { payment } from "../payment.ts";
import { shop } from "../shop.ts";

@Controller("echo")
class EchoController {
  /** Shows that Nest's own body parser still reads the bodies of other routes. */
  @Post()
  echo(@Body() body: object): object {
    return body;
  }
}

@Module({ controllers: [EchoController] })
class AppModule {}

async function start(): Promise<void> {
  const app = await NestFactory.create(AppModule);
  const prefix = process.env["SHOP_BASE"];
  if (prefix !== undefined) app.setGlobalPrefix(prefix);

  const listener = getRequestListener(payment.fetch, { overrideGlobalObjects: false });
  app
    .getHttpAdapter()
    .getInstance()
    .all(/^\/v1\/payment\//, listener);

  const others = getRequestListener(shop, { overrideGlobalObjects: false });
  app.getHttpAdapter().getInstance().all(["/balance", "/topups"], others);
  await app.listen(Number(process.env["PORT"] ?? 3000), "127.0.0.1");
}

void start();
