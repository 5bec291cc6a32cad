import { describe, expect, it } from 'vitest'
import { sparkPaths } from './spark'

describe('a small curve', () => {
  it('breaks at a gap', () => expect(sparkPaths([1, 2, null, 3], 80, 20, null).line.match(/M/g)).toHaveLength(2))
  it('is nothing without values', () => expect(sparkPaths([null, null], 80, 20, 5)).toEqual({ line: '', limit: null, last: null }))
  it('lies in the middle when flat', () => expect(sparkPaths([4, 4, 4], 80, 20, null).last).toEqual([78, 10]))
  it('draws a limit that is near and leaves out one that would flatten it', () => {
    expect(sparkPaths([10, 20], 80, 20, 25).limit).not.toBeNull()
    expect(sparkPaths([10, 20], 80, 20, 500).limit).toBeNull()
  })
  it('stays in its box', () => {
    const ys = [...sparkPaths([3, 9, 1, 7], 80, 20, 8).line.matchAll(/[ML][\d.]+ ([\d.]+)/g)].map((m) => Number(m[1]))
    expect(Math.min(...ys)).toBeGreaterThanOrEqual(2)
    expect(Math.max(...ys)).toBeLessThanOrEqual(18)
  })
})
