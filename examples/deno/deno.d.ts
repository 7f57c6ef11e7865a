/** As much of Deno as is used; in an editor that knows Deno this file is not needed. */
declare namespace Deno {
  function serve(
    options: { hostname: string; port: number; onListen(address: { port: number }): void },
    handler: (request: Request) => Promise<Response>,
  ): { shutdown(): Promise<void> };
}
