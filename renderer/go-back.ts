import { useCanGoBack, useNavigate, useRouter } from '@tanstack/react-router'

/** Goes to where the user came from; to `home` when the window was opened here. */
export function useGoBack(home: '/messages' | '/sources'): () => void {
  const router = useRouter()
  const navigate = useNavigate()
  const canGoBack = useCanGoBack()
  return () => {
    if (canGoBack) router.history.back()
    else void navigate({ to: home })
  }
}
