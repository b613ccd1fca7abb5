using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Platform.Plugins.Signatures;

namespace Platform.Plugins.Tool.Tests;

/// <summary><c>index</c>, and <c>install</c> from one.</summary>
public sealed class IndexCommandTests : IDisposable
{
    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Task<ToolAnswer> KeysAsync(string command, string index, params string[] signers) => _workshop.RunAsync(
    [
        "index", command, _workshop.In("index"), "--root-key", _workshop.In("root.pub"), "--index-key", _workshop.In($"{index}.pub"),
        .. Signed(signers),
    ]);

    private IEnumerable<string> Signed(params string[] signers) =>
        signers.SelectMany(key => (string[])["--sign", _workshop.In($"{key}.key")]);

    private Task<ToolAnswer> PublishAsync(string package) => _workshop.RunAsync(
        ["index", "publish", _workshop.In("index"), package, "--trust", _workshop.In("trust.json"), .. Signed("index")]);

    private Task<ToolAnswer> ReadAsync(params string[] command) =>
        _workshop.RunAsync([.. command, "--index", _workshop.In("index"), "--seen-index", _workshop.In("seen.json")]);

    private async Task BeginAsync()
    {
        await _workshop.TrustAcmeAsync();
        foreach (var key in (string[])["root", "index", "next"])
            (await _workshop.RunAsync("key", _workshop.In(key))).Ends(0);
        (await KeysAsync("begin", "index", "root", "index")).Ends(0);
        (await _workshop.RunAsync("index", "follow", _workshop.In("index/root/1.json"), "--seen-index", _workshop.In("seen.json"))).Ends(0);
    }

    [Fact]
    public async Task A_plugin_is_published_found_and_installed_by_range()
    {
        await BeginAsync();
        foreach (var version in (string[])["1.0.0", "1.1.0", "2.0.0"])
            (await PublishAsync(await _workshop.SignedAsync(version))).Ends(0).Says("published");
        (await ReadAsync("index", "search", "tax")).Ends(0).Says("acme.tax  2.0.0").Says("state 4");

        string[] source = ["--index", _workshop.In("index"), "--seen-index", _workshop.In("seen.json")];
        var code = (await _workshop.WithStoreAsync(["install", "acme.tax@^1", .. source, "--json"]))
            .Ends(4).Json().GetProperty("agreement").GetString()!;
        (await _workshop.WithStoreAsync(["install", "acme.tax@^1", .. source, "--agree", "alice", "--seen", code])).Ends(0);
        (await _workshop.WithStoreAsync("list")).Ends(0).Says("acme.tax  1.1.0");
        (await _workshop.WithStoreAsync(["install", "acme.tax", .. source])).Ends(0).Says("2.0.0");
        (await _workshop.WithStoreAsync(["install", "acme.tax@^3", .. source])).Ends(1).Says("offers no acme.tax in ^3");
        (await _workshop.WithStoreAsync(["install", "acme.tax@new", .. source])).Ends(2);
        (await _workshop.WithStoreAsync("install", "acme.tax", "--index", _workshop.In("index"))).Ends(2);
    }

    [Fact]
    public async Task An_index_that_nobody_renews_is_refused()
    {
        await BeginAsync();
        (await PublishAsync(await _workshop.SignedAsync())).Ends(0);
        _workshop.Time.Advance(TimeSpan.FromDays(7));
        (await ReadAsync("index", "search")).Ends(1).Says("could be believed until");

        (await _workshop.RunAsync(["index", "renew", _workshop.In("index"), .. Signed("index")])).Ends(0);
        (await ReadAsync("index", "search")).Ends(0).Says("state 3");
    }

    [Fact]
    public async Task A_mirror_is_installed_from_without_the_index()
    {
        await BeginAsync();
        (await PublishAsync(await _workshop.SignedAsync())).Ends(0);
        (await ReadAsync("index", "mirror", _workshop.In("copy"))).Ends(0).Says("copied, state 2");
        Directory.Delete(_workshop.In("index"), recursive: true);

        (await _workshop.RunAsync(
            "index", "follow", _workshop.In("copy/root/1.json"), "--seen-index", _workshop.In("offline.json"))).Ends(0);
        (await _workshop.WithStoreAsync(
            "install", "acme.tax", "--index", _workshop.In("copy"), "--seen-index", _workshop.In("offline.json"))).Ends(4).Says("1.0.0");
    }

    [Fact]
    public async Task Keys_are_exchanged_by_those_before()
    {
        await BeginAsync();
        (await KeysAsync("keys", "next", "root", "next")).Ends(0);
        (await ReadAsync("index", "search")).Ends(0);

        (await PublishAsync(await _workshop.SignedAsync())).Ends(2).Says("must sign");
        (await KeysAsync("keys", "index", "index", "next")).Ends(2);
        (await KeysAsync("begin", "index", "root", "index")).Ends(3).Says("There is an index already");
    }

    [Theory]
    [InlineData("acme.tax", "acme.vat", "acme.vat")]
    [InlineData("1.0.0", "1.0.1", "acme.tax@1.0.1")]
    public async Task Whoever_signs_the_index_cannot_offer_one_release_of_a_publisher_as_another(string name, string other, string asked)
    {
        await BeginAsync();
        (await PublishAsync(await _workshop.SignedAsync())).Ends(0);
        var honest = Assert.Single(
            Directory.GetFiles(_workshop.In("index/catalogue")).Select(File.ReadAllText),
            text => text.Contains("acme.tax", StringComparison.Ordinal));
        await SignCatalogueAsync(honest.Replace($"\"{name}\"", $"\"{other}\"", StringComparison.Ordinal));

        (await _workshop.WithStoreAsync(
            "install", asked, "--index", _workshop.In("index"), "--seen-index", _workshop.In("seen.json")))
            .Ends(1).Says("The index offers acme.tax 1.0.0 as");
        (await _workshop.WithStoreAsync("list")).SaysNothingOf("acme.");
    }

    /// <summary>As somebody does who has the key of the index, and not the tool.</summary>
    private async Task SignCatalogueAsync(string catalogue)
    {
        const string Type = "application/vnd.platform.plugin-index+json";
        var bytes = Encoding.UTF8.GetBytes(catalogue);
        var digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        await File.WriteAllBytesAsync(_workshop.In($"index/catalogue/{digest}.json"), bytes, Cancellation);
        var statement = JsonSerializer.SerializeToUtf8Bytes(new
        {
            version = 9,
            expiresAt = Workshop.Now.AddDays(1),
            catalogue = $"sha256:{digest}",
            size = bytes.Length,
        });
        var pem = await File.ReadAllTextAsync(_workshop.In("index.key"), Cancellation);
        using var key = ECDsa.Create();
        key.ImportFromPem(pem);
        using var signer = PublisherSigningKey.FromPem(pem);
        var head = FormattableString.Invariant($"DSSEv1 {Type.Length} {Type} {statement.Length} ");
        byte[] message = [.. Encoding.UTF8.GetBytes(head), .. statement];
        await File.WriteAllBytesAsync(_workshop.In("index/index.json"), JsonSerializer.SerializeToUtf8Bytes(new
        {
            payloadType = Type,
            payload = statement,
            signatures = new[]
            {
                new
                {
                    keyid = signer.PublicKey.KeyId,
                    sig = key.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence),
                },
            },
        }), Cancellation);
    }

    [Fact]
    public async Task Nothing_is_read_of_an_index_that_nobody_follows()
    {
        await BeginAsync();
        (await _workshop.RunAsync("index", "search", "--index", _workshop.In("index"))).Ends(2);
        (await _workshop.RunAsync("index", "search", "--index", _workshop.In("index"), "--seen-index", _workshop.In("none.json"))).Ends(3);
        (await _workshop.RunAsync("index", "follow", _workshop.In("index/root/1.json"), "--seen-index", _workshop.In("seen.json"))).Ends(3);
        await File.WriteAllTextAsync(_workshop.In("seen.json"), "{}", Cancellation);
        (await ReadAsync("index", "search")).Ends(1);
    }
}
