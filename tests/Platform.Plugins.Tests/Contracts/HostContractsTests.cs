using Platform.Plugins.Abstractions;
using Platform.Plugins.Contracts;
using Platform.Plugins.Versions;

namespace Platform.Plugins.Tests.Contracts;

public sealed class HostContractsTests
{
    [Fact]
    public void A_contract_is_offered_by_its_attribute_or_by_its_name()
    {
        var contracts = HostContracts.Empty.Add<IRule>().Add("panel", SemanticVersion.Parse("2.0.1-beta"));

        Assert.Equal(["panel", "rule"], contracts.Names);
        Assert.True(contracts.TryGetVersion("rule", out var rule));
        Assert.Equal("1.2.0", rule.ToString());
        Assert.True(contracts.TryGetVersion("panel", out var panel));
        Assert.Equal("2.0.1-beta", panel.ToString());
        Assert.False(contracts.TryGetVersion("Rule", out _));
        Assert.Empty(HostContracts.Empty.Names);
    }

    [Fact]
    public void What_cannot_be_offered_is_refused_with_the_remedy()
    {
        Assert.Contains("is no contract: mark the interface with [PluginContract(\"its-name\", \"1.0\")]", Refusal(static () => HostContracts.Empty.Add<IDisposable>()), StringComparison.Ordinal);
        Assert.Contains("a name has small letters, digits and hyphens", Refusal(static () => HostContracts.Empty.Add<IMisnamed>()), StringComparison.Ordinal);
        Assert.Contains("the version is written as 1.2 or 1.2.0", Refusal(static () => HostContracts.Empty.Add<IUnversioned>()), StringComparison.Ordinal);
        Assert.Contains("rule is offered already, in version 1.2.0", Refusal(static () => HostContracts.Empty.Add<IRule>().Add("rule", SemanticVersion.Parse("1.3.0"))), StringComparison.Ordinal);

        static string Refusal(Func<HostContracts> offer) => Assert.Throws<ArgumentException>(offer).Message;
    }

    [PluginContract("rule", "1.2")]
    private interface IRule;

    [PluginContract("Rule", "1.2")]
    private interface IMisnamed;

    [PluginContract("rule", "one")]
    private interface IUnversioned;
}
