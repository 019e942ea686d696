#if !arch(wasm32)
#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A thread of its own that runs `body`, to be joined or detached; nil if the system starts none.
func startThread(_ body: @escaping @Sendable () -> Void) -> pthread_t? {
  let work = Unmanaged.passRetained(ThreadWork(body))
  #if canImport(Darwin)
  var thread: pthread_t?
  let status = pthread_create(
    &thread, nil,
    {
      Unmanaged<ThreadWork>.fromOpaque($0).takeRetainedValue().body()
      return nil
    }, work.toOpaque())
  if status == 0, let thread { return thread }
  #else
  var thread = pthread_t()
  let status = pthread_create(
    &thread, nil,
    {
      Unmanaged<ThreadWork>.fromOpaque($0!).takeRetainedValue().body()
      return nil
    }, work.toOpaque())
  if status == 0 { return thread }
  #endif
  work.release()
  return nil
}

private final class ThreadWork: Sendable {
  let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}
#endif
