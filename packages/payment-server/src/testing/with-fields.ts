/**
 * Returns an object that has the fields of `more`, and the other fields of `made`. The functions of
 * `made` keep `made` as their `this`, also after destructuring, so that `made` may be an instance
 * of a class.
 */
export function withFields<Made extends object, More extends object>(
  made: Made,
  more: More,
): Made & More {
  // The target is empty, because a proxy may not replace the functions of a frozen target.
  return new Proxy({} as Made & More, {
    get(_, name) {
      if (Object.hasOwn(more, name)) return Reflect.get(more, name) as unknown;
      const value: unknown = Reflect.get(made, name);
      return typeof value === "function" ? value.bind(made) : value;
    },
  });
}
