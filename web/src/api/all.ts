// A whole list, page by page: for screens that sort and filter without asking again.
import type { Page } from './client'

const page_length = 1000
const pages_most = 20 // a district has hundreds of points; beyond this something else is wrong

export async function getAll<T>(fetchPage: (cut: { skip: number; limit: number }) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = []
  for (let page = 0; page < pages_most; ++page) {
    const { items, total } = await fetchPage({ skip: all.length, limit: page_length })
    all.push(...items)
    if (items.length === 0 || all.length >= total) break
  }
  return all
}
