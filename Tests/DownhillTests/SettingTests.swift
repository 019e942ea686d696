import Testing

@testable import Downhill

/// The table of settings: every row keeps its promises, and an unused setting is reported.
@Suite struct SettingTests {
  /// A value that is not the usual one, with the choices under which it means something.
  static func sample(of setting: Setting) -> SettingValues {
    var values = SettingValues()
    if let (choice, words, _) = setting.owners { values[choice] = .word(words[0]) }
    if setting == .horizon { values[.schedule] = .word(LearningRateSchedule.cosine.name) }
    if setting == .outputActivation { values[.cost] = .word(Cost.crossEntropy.name) }
    values[setting] =
      switch setting.form {
      case .word(let words), .words(let words): .word(words[words.count - 1])
      case .name: .word("a name")
      case .whole, .wholeOrAll: .whole(7)
      case .list: .list([5, 4])
      case .seed: .seed(.max)
      case .single: .single(0.375)
      case .singles: .singles([0.25, 0.875])
      case .double: .double(0.375)
      }
    return values
  }

  @Test(arguments: Setting.allCases)
  func theSampleIsNotTheUsualValue(_ setting: Setting) { #expect(Self.sample(of: setting)[setting] != setting.usual) }

  @Test(arguments: Setting.allCases.filter { $0.subject == .training })
  func aConfigurationTakesItAndSaysItAgain(_ setting: Setting) throws {
    let values = Self.sample(of: setting)
    let configuration = try TrainingConfiguration(values, architecture: Architecture("4-3-2"))
    #expect(values.use(setting))
    #expect(configuration.value(of: setting) == values[setting])
  }

  @Test(arguments: Setting.allCases.filter { $0.subject == .training && $0.usual != nil })
  func theUsualValueIsTheOneThatIsTaken(_ setting: Setting) throws {
    var values = SettingValues()
    if let (choice, words, _) = setting.owners { values[choice] = .word(words[0]) }
    let configuration = try TrainingConfiguration(values, architecture: Architecture("4-3-2"))
    #expect(configuration.value(of: setting) == setting.usual)
  }

  @Test(arguments: Setting.allCases.filter { $0.owners != nil })
  func aCoefficientIsNobodysButItsOwners(_ setting: Setting) throws {
    let (choice, words, _) = try #require(setting.owners)
    guard case .word(let all) = choice.form else { return #expect(Bool(false)) }
    for word in all {
      var values = SettingValues()
      values[choice] = .word(word)
      let output: OutputActivation =
        choice == .cost && word == Cost.poisson.name ? .exponential : .elementwise(.sigmoid)
      let configuration = try TrainingConfiguration(
        values, architecture: Architecture("4-3-2", outputActivation: output))
      #expect(values.use(setting) == words.contains(word))
      #expect((configuration.value(of: setting) != nil) == words.contains(word), "\(word)")
    }
  }

  @Test(arguments: Setting.allCases.filter { $0.range != nil })
  func whatIsOutOfRangeIsRefusedInItsName(_ setting: Setting) throws {
    let (name, _) = try #require(setting.range)
    let bad: SettingValue =
      switch setting.form {
      case .single: .single(.nan)
      case .singles: .singles([0.5, 1])
      case .double: .double(-1)
      default: .whole(-1)
      }
    var values = Self.sample(of: setting)
    values[setting] = bad
    let error = #expect(throws: EngineError.self) {
      try TrainingConfiguration(values, architecture: Architecture("4-3-2"))
    }
    guard case .setting(name, bad.text, _)? = error else { return #expect(Bool(false), "\(error as Any)") }
  }

  @Test func keysAreUnique() {
    let keys = Setting.allCases.compactMap { $0.fileKey }
    #expect(Set(keys).count == keys.count)
  }
}
