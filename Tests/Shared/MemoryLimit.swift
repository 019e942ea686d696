import Foundation

#if os(Linux)
/// Gives this process no more than `megabytes` of address space beyond what it has: a larger allocation ends it. Only
/// for the processes of exit tests.
func limitMemory(megabytes: Int) {
  // The first number in statm is the size of the address space in pages.
  guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
    let pages = text.split(separator: " ").first.flatMap({ Int($0) })
  else { exit(EXIT_FAILURE) }
  let bytes = rlim_t(pages * Int(sysconf(Int32(_SC_PAGESIZE))) + megabytes << 20)
  var limit = rlimit(rlim_cur: bytes, rlim_max: bytes)
  guard setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 else { exit(EXIT_FAILURE) }
}
#endif
