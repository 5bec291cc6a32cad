// Code lists of a register: the small ones come with the definition, big ones are fetched once when a screen shows them.
import { shallowReactive } from 'vue'
import { getAll } from '@/api/all'
import { get } from '@/api/client'
import type { Code, Definition } from './register'
import type { CodeBook } from './values'

type ByCode = Map<string, Code>
const big = shallowReactive(new Map<string, ByCode>())
const asked = new Set<string>()

async function fetchList(id: string): Promise<void> {
  asked.add(id)
  try {
    const rows = await getAll((cut) => get('/lists/{id}', { params: { id }, query: cut }))
    big.set(id, new Map(rows.map((row) => [row.code, row])))
  } catch {
    asked.delete(id) // codes are shown as they are; the next look asks again
  }
}
export function useBook(def: () => Definition | null): CodeBook {
  const small = new WeakMap<Definition, Map<string, ByCode>>()
  return (list, code) => {
    const now = def()
    if (!now) return undefined
    let lists = small.get(now)
    if (!lists) {
      lists = new Map(Object.entries(now.lists).map(([id, one]) => [id, new Map(one.rows.map((row) => [row.code, row]))]))
      small.set(now, lists)
    }
    const found = lists.get(list)
    if (found) return found.get(code)
    const kept = big.get(list)
    if (!kept && !asked.has(list)) void fetchList(list)
    return kept?.get(code)
  }
}
