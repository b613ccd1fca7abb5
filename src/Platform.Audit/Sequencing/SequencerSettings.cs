namespace Platform.Audit.Sequencing;

/// <summary>The options that the sequencer needs.</summary>
internal sealed record SequencerSettings(
    string ProducerName, TimeSpan Deadline, TimeSpan StopDeadline, TimeSpan CheckpointInterval, TimeSpan HeartbeatInterval, TimeSpan IntakeInterval, int MostInBatch, long MostInBatchBytes,
    bool AcceptsEmptyAnchor, bool AcceptsWitnessConflict, int RequiredWitnesses);
