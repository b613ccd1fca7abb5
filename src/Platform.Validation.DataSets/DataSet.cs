namespace Platform.Validation.DataSets;

/// <summary>Where the rules of a data set begin.</summary>
public static class DataSet
{
    /// <summary>The rules of a data set of such rows.</summary>
    /// <typeparam name="TRow">A row.</typeparam>
    /// <param name="name">What it is called in reports, logs and metrics; the name of the type when left out.</param>
    /// <returns>The builder.</returns>
    public static DataSetBuilder<TRow> For<TRow>(string? name = null) => new(name ?? typeof(TRow).Name);
}
