// A binary heap of small integers ordered by a key, over two typed arrays.

/** Ids with keys, least key on top. Allocates once, for `capacity` ids. */
export class MinHeap {
  size = 0
  readonly #key: Float64Array
  readonly #id: Int32Array

  constructor(capacity: number) {
    this.#key = new Float64Array(capacity)
    this.#id = new Int32Array(capacity)
  }

  /** The id of least key. The heap must not be empty. */
  get top(): number {
    return this.#id[0]
  }

  push(id: number, key: number): void {
    let i = this.size++
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (this.#key[parent] <= key) break
      this.#key[i] = this.#key[parent]
      this.#id[i] = this.#id[parent]
      i = parent
    }
    this.#key[i] = key
    this.#id[i] = id
  }

  /** Removes the top. */
  pop(): void {
    this.size--
    if (this.size > 0) this.#sift(this.#id[this.size], this.#key[this.size])
  }

  /** Gives the top a new key: pop and push in one pass. */
  replaceTop(key: number): void {
    this.#sift(this.#id[0], key)
  }

  /** Places an id, starting from the free place at the top. */
  #sift(id: number, value: number): void {
    const key = this.#key
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= this.size) break
      if (child + 1 < this.size && key[child + 1] < key[child]) child++
      if (key[child] >= value) break
      key[i] = key[child]
      this.#id[i] = this.#id[child]
      i = child
    }
    key[i] = value
    this.#id[i] = id
  }
}
