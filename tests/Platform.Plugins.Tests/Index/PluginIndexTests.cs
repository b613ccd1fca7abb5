using Platform.Plugins.Contracts;
using Platform.Plugins.Index;
using Platform.Plugins.Packages;
using Platform.Plugins.Versions;

namespace Platform.Plugins.Tests.Index;

public sealed class PluginIndexTests : IDisposable
{
    private readonly IndexYard _yard = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _yard.Dispose();

    private async Task<PluginIndex> ReadAsync() => await _yard.Reader.ReadAsync(Cancellation);

    [Fact]
    public async Task What_was_published_is_found_by_range_and_fetched()
    {
        _yard.Publish("1.0.0", "1.2.0", "2.0.0-beta");
        _yard.Publish("1.1.0");
        var index = await ReadAsync();

        var versions = Assert.Single(index.Plugins).Releases.Select(each => each.Version.ToString());
        Assert.Equal(["2.0.0-beta", "1.2.0", "1.1.0", "1.0.0"], versions);
        Assert.Equal("1.2.0", index.Find("acme.tax", VersionRange.Parse("^1"))?.Version.ToString());
        Assert.Equal("1.1.0", index.Find("acme.tax", VersionRange.Parse("<1.2"))?.Version.ToString());
        Assert.Null(index.Find("acme.tax", VersionRange.Parse("^3")));
        Assert.Null(index.Find("acme.none", VersionRange.Parse("*")));
        Assert.Equal(3, index.Version);

        var bytes = await _yard.Reader.DownloadAsync(index.Find("acme.tax", VersionRange.Parse("1.1.0"))!, cancellationToken: Cancellation);
        Assert.Equal("1.1.0", _yard.Trust.Read(bytes, "tax", _yard.Time.GetUtcNow()).Package.Manifest.Version.ToString());
    }

    [Fact]
    public async Task What_was_built_for_other_contracts_is_not_found_for_a_host()
    {
        _yard.Publish("1.0.0");
        var index = await ReadAsync();

        Assert.NotNull(index.Find("acme.tax", VersionRange.Parse("*"), HostContracts.Empty.Add("rule", SemanticVersion.Parse("1.4.0"))));
        Assert.Null(index.Find("acme.tax", VersionRange.Parse("*"), HostContracts.Empty.Add("rule", SemanticVersion.Parse("2.0.0"))));
        Assert.Null(index.Find("acme.tax", VersionRange.Parse("*"), HostContracts.Empty));
    }

    [Fact]
    public async Task Every_word_is_searched_for()
    {
        _yard.Publisher.Publish([_yard.Package("1.0.0"), _yard.Package("1.0.0", "city.roads")], _yard.Trust, IndexYard.Day, _yard.Index);
        var index = await ReadAsync();

        Assert.Equal(["acme.tax"], index.Search("TAX").Select(each => each.Id));
        Assert.Equal(["city.roads"], index.Search(" city  roads ").Select(each => each.Id));
        Assert.Empty(index.Search("city tax"));
        Assert.Equal(2, index.Search("").Count());
    }

    [Fact]
    public async Task Nothing_of_a_stranger_and_no_version_twice_is_published()
    {
        _yard.Publish("1.0.0");
        var before = _yard.Keep();
        var stranger = Packages.TestPackages.MakeSigned(_yard.Other, "1.1.0");
        var twice = Packages.TestPackages.MakeSigned(_yard.Acme, "1.0.0", content: "other");

        Assert.Equal(PackageFault.TooFewSignatures, FaultOf(stranger));
        Assert.Equal(PackageFault.VersionReused, FaultOf(twice));
        Assert.Throws<ArgumentException>(() => _yard.Publisher.Publish([_yard.Package("1.1.0")], _yard.Trust, IndexYard.Day, _yard.Other));
        Assert.Equal(before.Keys.Order(), _yard.Keep().Keys.Order());
        Assert.Equal(2, (await ReadAsync()).Version);
    }

    [Fact]
    public async Task A_mirror_is_an_index_that_nobody_has_to_trust()
    {
        _yard.Publish("1.0.0");
        _yard.Publish("1.1.0");
        var mirror = new PluginIndexMirror(new PluginIndexFolder(_yard.Folder), _yard.Reader);
        await mirror.CopyAsync(_yard.In("copy"), Cancellation);
        var root = await File.ReadAllBytesAsync(_yard.In("copy/root/1.json"), Cancellation);
        var offline = PluginIndexMemory.Begin(_yard.In("offline.json"), root);
        var reader = new PluginIndexReader(new PluginIndexFolder(_yard.In("copy")), offline, _yard.Time);
        var index = await reader.ReadAsync(Cancellation);

        foreach (var release in Assert.Single(index.Plugins).Releases)
            Assert.Equal(release.Size, (await reader.DownloadAsync(release, cancellationToken: Cancellation)).Length);
        Assert.Equal(2, Directory.EnumerateFiles(_yard.In("copy/packages")).Count());
    }

    [Fact]
    public async Task An_index_on_a_web_server_is_read_to_its_bounds_and_no_further()
    {
        _yard.Publish("1.0.0");
        using var client = new HttpClient(new FolderHandler(_yard.Folder));
        var reader = Reader(client, "http://index.example/plugins");
        var index = await reader.ReadAsync(Cancellation);
        Assert.NotEmpty(await reader.DownloadAsync(index.Plugins[0].Releases[0], cancellationToken: Cancellation));

        using var endless = new HttpClient(new EndlessHandler());
        Assert.Equal(IndexFault.Malformed, await IndexYard.FaultOfAsync(Reader(endless, "http://index.example/plugins/")));

        using var absent = new HttpClient(new FolderHandler(_yard.In("none")));
        Assert.Equal(IndexFault.Missing, await IndexYard.FaultOfAsync(Reader(absent, "http://index.example/")));
    }

    [Fact]
    public async Task An_answer_of_another_server_is_refused()
    {
        using var client = new HttpClient(new FolderHandler(_yard.Folder, new Uri("http://elsewhere.example/")));
        var fault = await Assert.ThrowsAsync<IOException>(
            async () => await Reader(client, "http://index.example/plugins").ReadAsync(Cancellation));
        Assert.Contains("another server, http://elsewhere.example", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_stops_after_its_headers_is_given_up_at_the_timeout()
    {
        using var client = new HttpClient(new StalledHandler());
        var reading = Reader(client, "http://index.example/plugins").ReadAsync(Cancellation).AsTask();
        _yard.Time.Advance(client.Timeout);
        var fault = await Assert.ThrowsAsync<IOException>(() => reading);
        Assert.Contains("did not come in time", fault.Message, StringComparison.Ordinal);
    }

    private PluginIndexReader Reader(HttpClient client, string address) =>
        new(new PluginIndexWebsite(client, new Uri(address), _yard.Time), _yard.Memory, _yard.Time);

    private PackageFault FaultOf(byte[] package) => Assert.Throws<PluginPackageException>(
        () => _yard.Publisher.Publish([package], _yard.Trust, IndexYard.Day, _yard.Index)).Fault;

    private sealed class FolderHandler(string folder, Uri? answeredBy = null) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var path = request.RequestUri!.AbsolutePath.Replace("/plugins/", "", StringComparison.Ordinal);
            var file = Path.Combine(folder, path.TrimStart('/'));
            // As a handler that follows redirects does.
            request.RequestUri = answeredBy ?? request.RequestUri;
            return Task.FromResult(File.Exists(file)
                ? new HttpResponseMessage { Content = new ByteArrayContent(File.ReadAllBytes(file)), RequestMessage = request }
                : new HttpResponseMessage(System.Net.HttpStatusCode.NotFound) { RequestMessage = request });
        }
    }

    private sealed class StalledHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage { Content = new StreamContent(new System.IO.Pipelines.Pipe().Reader.AsStream()) });
    }

    private sealed class EndlessHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage { Content = new StreamContent(new Endless()) });
    }

    private sealed class Endless : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => count;

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
