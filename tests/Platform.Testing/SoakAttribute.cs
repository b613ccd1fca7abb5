using Xunit.v3;

namespace Platform.Testing;

/// <summary>Marks tests whose length <see cref="SoakLength"/> decides; <c>eng/soak.sh</c> runs these and no others.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class SoakAttribute : Attribute, ITraitAttribute
{
    /// <inheritdoc />
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Category", "Soak")];
}
