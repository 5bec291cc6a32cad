import type { Pair } from '@/kit/i18n'

export const monitor = {
} as const satisfies Record<string, Pair>
