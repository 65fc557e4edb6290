type Env = Readonly<Record<string, string | undefined>>
type Lock = { readonly packages?: Readonly<Record<string, Readonly<Record<string, unknown>>>> }

export function isOldNode(version: string): boolean
export function hasDisplay(platform: string, env: Env): boolean
export function electronProgram(platform: string): string
export function findElectron(root: string, platform: string, env: Env): string | null
export function chooseHost(found: {
  readonly wantsWeb: boolean
  readonly display: boolean
  readonly electron: string | null
  readonly triedBefore: boolean
  readonly superuser: boolean
}): { readonly host: 'desktop' | 'web'; readonly download: boolean; readonly reason: string | null }
export function readArguments(
  args: readonly string[],
  resolve: (path: string) => string,
): { readonly wantsWeb: boolean; readonly options: string[]; readonly files: string[] }
export function isStale(lock: Lock, installed: Lock): boolean
export function needsInstall(root: string): boolean
