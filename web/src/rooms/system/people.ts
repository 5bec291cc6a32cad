// Accounts: who is listed, and what a form sends.
import type { Schemas } from '@/api/client'

export type Person = Schemas['Person']
export interface Choice { q: string; role: string; show: string }
export function chosen(people: Person[], by: Choice): Person[] {
  const q = by.q.trim().toLowerCase()
  return people.filter((one) => (!by.role || one.role === by.role) && (by.show === 'all' || one.active === (by.show === 'active'))
    && (!q || [one.login, one.name, one.facility ?? ''].some((text) => text.toLowerCase().includes(q))))
}
export interface PersonForm { login: string; name: string; role: string; facility: string; active: boolean; password: string }
export const blank = (): PersonForm => ({ login: '', name: '', role: 'monitor', facility: '', active: true, password: '' })
export const formOf = (one: Person): PersonForm => ({ login: one.login, name: one.name, role: one.role, facility: one.facility ?? '', active: one.active, password: '' })

/// A new account takes login and password; a change never renames nor sets a password. Only enterprises have a facility.
export function bodyOf(form: PersonForm, fresh: boolean): Record<string, string | boolean> {
  const facility = form.role === 'enterprise' ? form.facility.trim() : ''
  const common = { name: form.name.trim(), role: form.role, facility }
  return fresh ? { login: form.login.trim(), ...common, password: form.password } : { ...common, active: form.active }
}
