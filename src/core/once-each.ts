// What is made once per object and key, and goes with the object.

/** A place for things of one kind: gives what was made before, or makes it. */
export function onceEach<T>(): (of: object, key: string, make: () => T) => T {
  const made = new WeakMap<object, Map<string, T>>()
  return (of, key, make) => {
    const known = made.get(of) ?? new Map<string, T>()
    made.set(of, known)
    if (!known.has(key)) known.set(key, make())
    return known.get(key) as T
  }
}
