namespace Platform.Encryption.Erasing;

/// <summary>A place where something of a person is: a column with its blind indexes (<see cref="Reencryption.SealedColumnTarget"/> is one), a search engine, a cache of the application.</summary>
/// <remarks>Called after the keys were destroyed, and again whenever erasing is repeated; doing it again changes nothing. Thread-safe.</remarks>
public interface IErasurePlace
{
    /// <summary>What it is, such as "residents.email". Stands in the receipt, in logs, and never in two places.</summary>
    string Name { get; }

    /// <summary>The purposes whose keys of subjects have values here. A subject with a key of a purpose that no place tells of is not erased: nobody would know what becomes unreadable.</summary>
    /// <param name="tenant">Whose place.</param>
    /// <returns>The purposes; none if nothing here is sealed with a key of a subject.</returns>
    IReadOnlyCollection<string> PurposesOf(string tenant);

    /// <summary>Takes away what would outlive the keys: values of blind indexes, copies in a cache.</summary>
    /// <param name="subject">Who was erased, and the keys that are gone: values that name one of them are this person's.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>What is here.</returns>
    ValueTask<ErasedPlace> EraseAsync(ErasedSubject subject, CancellationToken cancellationToken);
}
