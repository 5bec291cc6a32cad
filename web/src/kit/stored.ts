// A choice that the browser remembers, such as how dense a table is.
import { ref, watch, type Ref } from 'vue'

export function useStored<K extends string>(name: string, choices: readonly K[], otherwise: K): Ref<K> {
  const key = `biyun.${name}`
  const kept = localStorage.getItem(key)
  const value = ref(choices.includes(kept as K) ? kept : otherwise) as Ref<K>
  watch(value, (now) => localStorage.setItem(key, now))
  return value
}
