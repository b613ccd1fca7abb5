namespace Platform.Webhooks.PostgreSql;

/// <summary>How long a listener believes that it hears.</summary>
/// <param name="ProvesAfter">After so long without a word it proves it anew, where the connection is not kept alive.</param>
/// <param name="HearsWithin">What it tells itself arrives within this.</param>
internal readonly record struct ListeningTimes(TimeSpan ProvesAfter, TimeSpan HearsWithin)
{
    public static ListeningTimes Usual => new(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5));
}
