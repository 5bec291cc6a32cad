import { describe, expect, it, vi } from 'vitest'
import { getAll } from './all'

describe('a whole list', () => {
  it('is asked for page by page until all is there', async () => {
    const numbers = Array.from({ length: 2300 }, (_, i) => i)
    const page = vi.fn(({ skip, limit }: { skip: number; limit: number }) => Promise.resolve({ items: numbers.slice(skip, skip + limit), total: numbers.length, skip, limit }))
    expect(await getAll(page)).toEqual(numbers)
    expect(page).toHaveBeenCalledTimes(3)
  })
  it('ends when a server promises more than it gives', async () => {
    const page = vi.fn(({ skip, limit }: { skip: number; limit: number }) => Promise.resolve({ items: skip ? [] : [1], total: 9, skip, limit }))
    expect(await getAll(page)).toEqual([1])
    expect(page).toHaveBeenCalledTimes(2)
  })
})
