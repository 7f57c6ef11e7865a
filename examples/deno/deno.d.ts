/** The functions of Deno that are used. In an editor with Deno support this file is not needed. */
declare namespace Deno {
  function serve(
    options: { hostname: string; port: number; onListen(address: { port: number }): void },
    handler: (request: Request) => Promise<Response>,
  ): { shutdown(): Promise<void> };
}
