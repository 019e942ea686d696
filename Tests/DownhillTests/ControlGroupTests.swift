#if os(Linux)
import CProcessor
import Foundation
import Testing

/// What a container may have, read from trees of files as kernels show them.
@Suite struct ControlGroupTests {
  private let root = FileManager.default.temporaryDirectory.appending(path: "downhill-groups-\(UUID().uuidString)").path

  private func write(_ files: [String: String]) throws {
    for (path, text) in files {
      let url = URL(fileURLWithPath: "\(root)/\(path)")
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
  }

  private func remove() { try? FileManager.default.removeItem(atPath: root) }

  /// `proc/self` of a process whose groups are these, with the hierarchies mounted as systemd does.
  private func process(_ groups: String, mounts: String) -> [String: String] {
    ["proc/self/cgroup": groups, "proc/self/mountinfo": mounts]
  }

  private let unified = "25 20 0:22 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n"
  private let divided = """
    20 1 0:19 / /proc rw - proc proc rw
    30 25 0:26 / /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct
    31 25 0:27 / /sys/fs/cgroup/memory rw shared:10 - cgroup cgroup rw,memory

    """

  @Test(
    arguments: [
      ("max 100000", nil), ("100000 100000", 1), ("150000 100000", 2), ("50000 100000", 1), ("200001 100000", 3),
      ("6400000 100000", 64),
    ] as [(String, Int32?)])
  func `a share of time, version 2, rounded up`(quota: String, processors: Int32?) throws {
    defer { remove() }
    try write(process("0::/pod/one\n", mounts: unified))
    try write(["sys/fs/cgroup/pod/one/cpu.max": quota + "\n"])
    #expect(processor_quota(root) == processors ?? Int32.max)
  }

  @Test func `the smallest share counts, of the own group and of those above it`() throws {
    defer { remove() }
    try write(process("0::/pod/one\n", mounts: unified))
    try write(["sys/fs/cgroup/pod/one/cpu.max": "800000 100000\n", "sys/fs/cgroup/pod/cpu.max": "300000 100000\n"])
    #expect(processor_quota(root) == 3)
    try write(["sys/fs/cgroup/pod/one/cpu.max": "100000 100000\n"])
    #expect(processor_quota(root) == 1)
    // What stands beside the way up is another's.
    try write(["sys/fs/cgroup/pod/two/cpu.max": "1000 100000\n", "cpu.max": "1000 100000\n"])
    #expect(processor_quota(root) == 1)
  }

  @Test func `version 1, beside a version 2 that has other controllers`() throws {
    defer { remove() }
    let own = "4:memory:/a\n3:cpu,cpuacct:/docker/x\n0::/user.slice\n"
    try write(process(own, mounts: divided + unified))
    let folder = "sys/fs/cgroup/cpu,cpuacct/docker/x"
    try write(["\(folder)/cpu.cfs_quota_us": "-1\n", "\(folder)/cpu.cfs_period_us": "100000\n"])
    try write(["sys/fs/cgroup/user.slice/cpu.max": "100000 100000\n"])
    #expect(processor_quota(root) == Int32.max)
    try write(["\(folder)/cpu.cfs_quota_us": "250000\n"])
    #expect(processor_quota(root) == 3)
  }

  @Test func `in a container the own group is where the hierarchy is mounted`() throws {
    defer { remove() }
    let mounts = "30 25 0:26 /docker/x /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu\n"
    try write(process("3:cpu:/docker/x\n", mounts: mounts))
    try write(["sys/fs/cgroup/cpu/cpu.cfs_quota_us": "200000\n", "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n"])
    #expect(processor_quota(root) == 2)
    // With namespaces of their own, processes see the path of another root.
    try write(process("3:cpu:/../..\n", mounts: mounts.replacingOccurrences(of: "/docker/x", with: "/")))
    #expect(processor_quota(root) == 2)
  }

  @Test func `nothing is known without the kernel's files, or where they are damaged`() throws {
    defer { remove() }
    #expect(processor_quota(root) == Int32.max)
    try write(process("garbage\n\n:::\n0:\n0::\n", mounts: "x\n - \n- - -\n1 2 3 4 5 - cgroup2 \n"))
    #expect(processor_quota(root) == Int32.max)
    try write(process("0::/pod\n", mounts: unified))
    for text in ["", "-", "max", "0 0", "100000 0", "x 100000", "99999999999999999999999 1"] {
      try write(["sys/fs/cgroup/pod/cpu.max": text])
      #expect(processor_quota(root) >= 1, "\(text)")
    }
    try write(process("0::/" + String(repeating: "long/", count: 2_000) + "\n", mounts: unified))
    #expect(processor_quota(root) >= 1)
  }
}
#endif
