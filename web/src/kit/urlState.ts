// Filters that live in the address: a list can be sent to a colleague, and "back" brings the old one.
import { computed, reactive, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

export type Filters = Record<string, string>

/// Takes every filter of `defaults` from the address and writes changes back; a value equal to its default is left out.
export function useUrlState<T extends Filters>(defaults: T): T {
  const route = useRoute()
  const router = useRouter()
  const home = route.path
  const state = reactive({ ...defaults }) as T
  const read = () => {
    for (const key of Object.keys(defaults) as (keyof T & string)[]) {
      const given = route.query[key]
      const value = typeof given === 'string' ? given : defaults[key]
      if (state[key] !== value) state[key] = value as T[typeof key]
    }
  }
  read()
  watch(() => route.query, () => { if (route.path === home) read() })
  watch(
    () => ({ ...state }),
    (now) => {
      if (route.path !== home) return
      const query: Record<string, string> = {}
      for (const [key, value] of Object.entries(route.query)) if (!(key in defaults) && typeof value === 'string') query[key] = value
      for (const [key, value] of Object.entries(now)) if (value !== defaults[key] && value) query[key] = value
      if (JSON.stringify(query) !== JSON.stringify(route.query)) void router.replace({ query })
    },
  )
  return state
}

export const page_length = 100
/// A list's filters with sort and page; `query` is what the server is asked. Changing a filter goes back to the first page.
export function useListState<T extends Filters>(defaults: T, sort = '') {
  const state = useUrlState<Filters>({ ...defaults, sort, skip: '0' })
  watch(
    () => Object.keys(defaults).map((key) => state[key]).join('\u0000') + (state.sort ?? ''),
    () => { state.skip = '0' },
  )
  const filters = computed(() => {
    const out: Filters = {}
    for (const key of Object.keys(defaults)) if (state[key]) out[key] = state[key] as string
    if (state.sort) out.sort = state.sort
    return out
  })
  const query = computed(() => ({ ...filters.value, skip: state.skip ?? '0', limit: String(page_length) }))
  return { state: state as T & { sort: string; skip: string }, filters, query }
}
