/**
 * The members of a union type that the package exports, so that a test can name a member that was
 * forgotten somewhere.
 */
import { fileURLToPath } from "node:url";
import ts from "typescript";

const index = fileURLToPath(new URL("../src/index.ts", import.meta.url));
const program = ts.createProgram([index], {
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: [],
});

/**
 * Returns the texts of which the exported type `name` is a union, such as those of `HoldReason`.
 */
export function membersOf(name: string): string[] {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(index);
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  const exported =
    module === undefined
      ? undefined
      : checker.getExportsOfModule(module).find((symbol) => symbol.name === name);
  if (exported === undefined) throw new Error(`index.ts exports no type ${name}`);
  const symbol =
    exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  const members = type.isUnion() ? type.types : [type];
  return members.flatMap((member) => (member.isStringLiteral() ? [member.value] : []));
}
