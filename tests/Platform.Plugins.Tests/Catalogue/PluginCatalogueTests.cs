using System.Text;
using Platform.Plugins.Catalogue;
using Platform.Plugins.Contracts;
using Platform.Plugins.Manifests;
using Platform.Plugins.Versions;
using Platform.Testing;

namespace Platform.Plugins.Tests.Catalogue;

public sealed class PluginCatalogueTests
{
    private static readonly HostContracts Offered = HostContracts.Empty.Add("rule", SemanticVersion.Parse("1.3.0")).Add("panel", SemanticVersion.Parse("2.0.0"));

    [Fact]
    public void Contributions_come_in_the_order_of_ids_and_manifests_whatever_the_order_of_installing()
    {
        var (a, b) = (Plugin("acme.a", "1.0.0", contributions: ["rule z", "panel p", "rule y"]), Plugin("acme.b", "1.0.0", contributions: ["rule x"]));

        foreach (var order in new[] { new[] { a, b }, [b, a] })
        {
            var catalogue = PluginCatalogue.Create(order, Offered);
            Assert.Equal(["acme.a/z", "acme.a/y", "acme.b/x"], catalogue.ContributionsTo("rule").Select(each => $"{each.Plugin.Manifest.Id}/{each.Contribution.Name}"));
            Assert.Equal(["p"], catalogue.ContributionsTo("panel").Select(each => each.Contribution.Name));
            Assert.Empty(catalogue.ContributionsTo("importer"));
            Assert.Empty(catalogue.Refusals);
        }
    }

    [Theory]
    [InlineData("rule", "^1.2", null)]
    [InlineData("rule", "^2", "acme.a 1.0.0 needs rule ^2, and this host offers 1.3.0: install a version of the plugin that was built for it, or a host that offers the contract.")]
    [InlineData("rules", "^1", "acme.a 1.0.0 needs the contract rules, which this host does not offer; it offers rule.")]
    [InlineData("importer", "1", "acme.a 1.0.0 needs the contract importer, which this host does not offer.")]
    public void A_plugin_is_refused_when_the_host_does_not_offer_its_contracts(string contract, string range, string? reason)
    {
        var catalogue = PluginCatalogue.Create([Plugin("acme.a", "1.0.0", $"\"{contract}\": \"{range}\"", [$"{contract} x"]), Plugin("acme.b", "1.0.0")], Offered);

        Assert.Equal(reason, catalogue.Refusals.SingleOrDefault()?.Reason);
        Assert.Contains(catalogue.Plugins, plugin => plugin.Manifest.Id == "acme.b");
        Assert.Equal(reason is null ? 2 : 1, catalogue.Plugins.Length);
    }

    [Theory]
    [InlineData("^2", "d2", null)]
    [InlineData("^1", "d2", "acme.a 1.0.0 needs acme.core ^1, and 2.1.0 is installed.")]
    [InlineData("^2", "d1", null)]
    public void A_dependency_must_be_there_in_a_version_of_the_range_whatever_it_was_tried_with(string range, string digest, string? reason)
    {
        var core = Plugin("acme.core", "2.1.0", digest: Digest("d2"));
        var catalogue = PluginCatalogue.Create([Plugin("acme.a", "1.0.0", needs: [("acme.core", range, Digest(digest))]), core], Offered);

        Assert.Equal(reason, catalogue.Refusals.SingleOrDefault()?.Reason);
    }

    [Fact]
    public void Whoever_depends_on_a_refused_plugin_is_refused_too_and_nobody_else()
    {
        var catalogue = PluginCatalogue.Create(
            [
                Plugin("acme.a", "1.0.0", needs: [("acme.b", "*", Digest("b"))]), Plugin("acme.b", "1.0.0", needs: [("acme.c", "*", Digest("c"))], digest: Digest("b")),
                Plugin("acme.c", "1.0.0", "\"rule\": \"^9\"", digest: Digest("c")), Plugin("acme.d", "1.0.0"), Plugin("acme.e", "1.0.0", needs: [("acme.gone", "*", Digest("g"))]),
            ],
            Offered);

        Assert.Equal(["acme.d"], catalogue.Plugins.Select(plugin => plugin.Manifest.Id));
        Assert.Equal(
            [
                "acme.a 1.0.0 needs acme.b, which cannot be used.", "acme.b 1.0.0 needs acme.c, which cannot be used.",
                "acme.c 1.0.0 needs rule ^9, and this host offers 1.3.0: install a version of the plugin that was built for it, or a host that offers the contract.",
                "acme.e 1.0.0 needs acme.gone *, which is not installed.",
            ],
            catalogue.Refusals.Select(refusal => refusal.Reason));
    }

    [Fact]
    public void A_circle_and_who_leads_into_it_are_refused()
    {
        var catalogue = PluginCatalogue.Create(
            [
                Plugin("acme.a", "1.0.0", needs: [("acme.b", "*", Digest("b"))], digest: Digest("a")), Plugin("acme.b", "1.0.0", needs: [("acme.a", "*", Digest("a"))], digest: Digest("b")),
                Plugin("acme.c", "1.0.0", needs: [("acme.a", "*", Digest("a"))]), Plugin("acme.d", "1.0.0"),
            ],
            Offered);

        Assert.Equal(["acme.d"], catalogue.Plugins.Select(plugin => plugin.Manifest.Id));
        Assert.Contains("a circle cannot be started", catalogue.Refusals[0].Reason, StringComparison.Ordinal);
        Assert.Contains("a circle cannot be started", catalogue.Refusals[1].Reason, StringComparison.Ordinal);
        Assert.Equal("acme.c 1.0.0 needs acme.a, which cannot be used.", catalogue.Refusals[2].Reason);
    }

    [Fact]
    public void One_id_twice_is_nobody()
    {
        var catalogue = PluginCatalogue.Create([Plugin("acme.a", "1.0.0"), Plugin("acme.a", "1.1.0")], Offered);

        Assert.Empty(catalogue.Plugins);
        Assert.Equal("acme.a is installed 2 times, in 1.0.0 and 1.1.0: keep one.", Assert.Single(catalogue.Refusals).Reason);
    }

    [Fact]
    [AllocationTestOf(typeof(PluginCatalogue), nameof(PluginCatalogue.ContributionsTo))]
    public void Looking_up_contributions_allocates_nothing()
    {
        var catalogue = PluginCatalogue.Create([Plugin("acme.a", "1.0.0")], Offered);

        AllocationMeter.AssertAllocatesNothing(() =>
        {
            catalogue.ContributionsTo("rule");
            catalogue.ContributionsTo("none");
        });
    }

    private static string Digest(string name) => "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    private static InstalledPlugin Plugin(
        string id, string version, string contracts = "\"rule\": \"^1\", \"panel\": \"*\"", string[]? contributions = null, (string Id, string Range, string Digest)[]? needs = null, string? digest = null)
    {
        var contributes = (contributions ?? ["rule x"]).Select(each => each.Split(' ')).Select(each => $$"""{ "contract": "{{each[0]}}", "name": "{{each[1]}}", "type": "A" }""");
        var dependencies = (needs ?? []).Select(each => $$"""  "{{each.Id}}": { "version": "{{each.Range}}", "digest": "{{each.Digest}}" }""");
        var json = $$"""
            { "id": "{{id}}", "version": "{{version}}", "assembly": "A.dll", "contracts": { {{contracts}} }, "contributes": [{{string.Join(',', contributes)}}],
              "dependencies": { {{string.Join(',', dependencies)}} } }
            """;
        return new InstalledPlugin(PluginManifest.Read(Encoding.UTF8.GetBytes(json), "plugin.json"), digest ?? Digest(id));
    }
}
