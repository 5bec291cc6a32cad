// Files of records: where they are, how big, how they are sent.
import { addressOf, upload, type LedgerSchemas } from '@/api/client'
import type { KeptFile } from './register'

export type Sent = LedgerSchemas['Uploaded']
export const fileAddress = (file: KeptFile): string => addressOf('/files/{digest}', { digest: file.digest }, { name: file.name })
export const isPicture = (file: KeptFile): boolean => file.type.startsWith('image/')
export const send = (file: Blob, name: string, onProgress?: (share: number) => void, signal?: AbortSignal): Promise<Sent> => upload('/files', file, { query: { name }, onProgress, signal })
