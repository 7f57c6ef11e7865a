// The types of packages that are not installed here, as far as the written files use them.
// `pnpm init-projects` has the real ones.
declare module "@sveltejs/kit" {
  export type RequestHandler = (event: { request: Request }) => Response | Promise<Response>;
}

declare module "@prisma/adapter-pg" {
  export const PrismaPg: new (options: { connectionString: string | undefined }) => object;
}

declare module "@prisma/client" {
  interface Client {
    $queryRaw<Rows>(sql: TemplateStringsArray, ...values: unknown[]): PromiseLike<Rows>;
    $executeRaw(sql: TemplateStringsArray, ...values: unknown[]): PromiseLike<number>;
    $disconnect(): Promise<void>;
  }
  export const PrismaClient: new (options: { adapter: object }) => Client;
}
