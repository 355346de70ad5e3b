// A heap in an array, the largest gain on top.

interface Promising {
  readonly gain: number
}

export function push<T extends Promising>(heap: T[], box: T): void {
  let i = heap.push(box) - 1
  while (i > 0) {
    const parent = (i - 1) >> 1
    if (heap[parent].gain >= box.gain) break
    heap[i] = heap[parent]
    i = parent
  }
  heap[i] = box
}

export function pop<T extends Promising>(heap: T[]): T {
  const top = heap[0]
  const box = heap.pop() as T
  if (heap.length === 0) return top
  let i = 0
  for (;;) {
    let child = 2 * i + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && heap[child + 1].gain > heap[child].gain) child++
    if (heap[child].gain <= box.gain) break
    heap[i] = heap[child]
    i = child
  }
  heap[i] = box
  return top
}
