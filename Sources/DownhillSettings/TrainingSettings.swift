import Downhill

/// The settings of a new run, read from texts and checked as far as possible before the data is there; used by
/// `downhill train` and the explorer's page.
package struct TrainingSettings: Sendable {
  /// The settings given.
  package let values: SettingValues
  /// The network.
  package let network: NetworkSettings

  /// Reads the settings. Where training `continues` with a model, nothing is refused for having no effect: settings
  /// must only agree with the model.
  package init(_ texts: SettingTexts, continues: Bool = false) throws(SettingError) {
    var values = try texts.values()
    network = NetworkSettings(values)
    let schedule =
      values.schedule
      ?? TrainingConfiguration.Defaults.schedule(
        optimizer: values.optimizer, cost: network.cost, hiddenActivations: network.hiddenActivations,
        outputActivation: network.outputActivation)
    values[.schedule] = .word(schedule.name)
    // A linear schedule falls to 0 over all epochs.
    if let epochs = values.whole(.epochs) { values[.fallEpochs] = .double(Double(epochs)) }
    self.values = values
    guard !continues else { return }
    for setting in Setting.allCases where texts.isAsked(setting) && !values.use(setting) {
      guard let owners = setting.owners else { continue }
      throw .withoutEffect(setting, needs: owners.words.map { "--\(owners.choice.rawValue) \($0)" })
    }
  }

  /// The epochs, if given.
  package var epochs: Int? { values[.epochs] == nil ? nil : values.whole(.epochs) }

  /// All settings, checked, for examples of this many inputs.
  package func configuration(inputs: Int, outputs: Int) throws(EngineError) -> TrainingConfiguration {
    try TrainingConfiguration(values, architecture: network.architecture(inputs: inputs, outputs: outputs))
  }
}
