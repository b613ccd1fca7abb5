using Platform.Plugins.Index;
using Platform.Plugins.Signatures;
using Platform.Plugins.Versions;

namespace Platform.Plugins.Tests.Index;

/// <summary>One test for each attack that TUF names (section 1.5.2), and what was seen before is still known after each.</summary>
public sealed class IndexAttackTests : IDisposable
{
    private readonly IndexYard _yard = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _yard.Dispose();

    private void ChangeKeys(PluginIndexKeys root, PluginIndexKeys index, params PublisherSigningKey[] signers) =>
        _yard.Publisher.ChangeKeys(root, index, IndexYard.Year, IndexYard.Day, signers);

    private async Task<PluginIndex> ReadAsync() => await _yard.Reader.ReadAsync(Cancellation);

    [Fact]
    public async Task Rollback_An_older_state_is_refused_also_after_a_start()
    {
        _yard.Publish("1.0.0");
        var old = _yard.Keep();
        _yard.Publish("1.1.0");
        await ReadAsync();
        _yard.PutBack(old);

        Assert.Equal(IndexFault.Rollback, await _yard.RefusedAsync());
        _yard.Reopen();
        Assert.Equal(IndexFault.Rollback, await _yard.RefusedAsync());
        Assert.Equal(3, _yard.Memory.SeenVersion);
    }

    [Fact]
    public async Task Equivocation_Another_state_of_the_same_number_is_refused()
    {
        _yard.Publish("1.0.0");
        var old = _yard.Keep();
        _yard.Publish("1.1.0");
        await ReadAsync();
        _yard.PutBack(old);
        _yard.Publish("1.2.0");

        Assert.Equal(IndexFault.Rollback, await _yard.RefusedAsync());
    }

    [Fact]
    public async Task Freeze_What_is_kept_back_is_refused_when_its_time_is_over()
    {
        _yard.Publish("1.0.0");
        _yard.Time.Advance(IndexYard.Day - TimeSpan.FromSeconds(1));
        await ReadAsync();
        _yard.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(IndexFault.Expired, await _yard.RefusedAsync());

        _yard.Publisher.Renew(IndexYard.Day, _yard.Index);
        Assert.Equal("1.0.0", (await ReadAsync()).Plugins[0].Releases[0].Version.ToString());
    }

    [Fact]
    public async Task Keys_that_have_expired_sign_nothing_any_more()
    {
        _yard.Time.Advance(IndexYard.Year);
        _yard.Publisher.Renew(IndexYard.Day, _yard.Index);
        Assert.Equal(IndexFault.Expired, await _yard.RefusedAsync());

        ChangeKeys(IndexYard.Keys(_yard.Root), IndexYard.Keys(_yard.Index), _yard.Root, _yard.Index);
        await ReadAsync();
    }

    [Fact]
    public async Task Arbitrary_software_A_state_that_strangers_have_signed_is_refused()
    {
        var stranger = new PluginIndexPublisher(_yard.In("stranger"), _yard.Time);
        stranger.Begin(IndexYard.Keys(_yard.Other), IndexYard.Keys(_yard.Other), IndexYard.Year, IndexYard.Day, _yard.Other);
        File.Copy(_yard.In("stranger/index.json"), _yard.In("index/index.json"), overwrite: true);

        Assert.Equal(IndexFault.TooFewSignatures, await _yard.RefusedAsync());
    }

    [Fact]
    public async Task Fewer_keys_than_the_threshold_sign_nothing()
    {
        ChangeKeys(IndexYard.Keys(_yard.Root), IndexYard.Keys(_yard.Index, _yard.Other), _yard.Root, _yard.Index, _yard.Other);
        await ReadAsync();

        Assert.Throws<ArgumentException>(() => _yard.Publisher.Renew(IndexYard.Day, _yard.Index));
        Assert.Throws<ArgumentException>(() => _yard.Publisher.Renew(IndexYard.Day, _yard.Index, _yard.Index));
        _yard.Publisher.Renew(IndexYard.Day, _yard.Index, _yard.Other);
        Assert.Equal(3, (await ReadAsync()).Version);
    }

    [Theory]
    [InlineData("catalogue")]
    [InlineData("packages")]
    public async Task Mix_and_match_A_file_of_another_state_or_another_package_is_refused(string folder)
    {
        _yard.Publish("1.0.0");
        _yard.Publish("1.1.0");
        var files = Directory.GetFiles(Path.Combine(_yard.Folder, folder));
        var contents = files.Select(File.ReadAllBytes).ToList();
        for (var each = 0; each < files.Length; each++)
            await File.WriteAllBytesAsync(files[each], contents[(each + 1) % files.Length], Cancellation);

        if (folder == "catalogue")
            Assert.Equal(IndexFault.OtherBytes, await _yard.RefusedAsync());
        else
            await Assert.ThrowsAsync<PluginIndexException>(async () => await DownloadAsync());
    }

    [Fact]
    public async Task Every_changed_byte_of_what_is_signed_is_refused()
    {
        _yard.Publish("1.0.0");
        var file = _yard.In("index/index.json");
        var bytes = await File.ReadAllBytesAsync(file, Cancellation);
        for (var at = 0; at < bytes.Length; at += 7)
        {
            bytes[at] ^= 0x20;
            await File.WriteAllBytesAsync(file, bytes, Cancellation);
            bytes[at] ^= 0x20;
            Assert.True(await _yard.RefusedAsync() is IndexFault.Malformed or IndexFault.TooFewSignatures);
        }
    }

    [Fact]
    public async Task Key_compromise_Whoever_has_the_keys_of_the_index_is_out_when_they_are_exchanged()
    {
        _yard.Publish("1.0.0");
        var before = _yard.Keep();
        // The thief signs numbers far ahead of those that the owner has.
        for (var each = 0; each < 10; each++)
            _yard.Publisher.Renew(IndexYard.Day, _yard.Index);
        await ReadAsync();
        Assert.Equal(12, _yard.Memory.SeenVersion);
        var stolen = await File.ReadAllBytesAsync(_yard.In("index/index.json"), Cancellation);

        _yard.PutBack(before);
        Assert.Equal(IndexFault.Rollback, await _yard.RefusedAsync());
        ChangeKeys(IndexYard.Keys(_yard.Root), IndexYard.Keys(_yard.Other), _yard.Root, _yard.Other);
        Assert.Equal(3, (await ReadAsync()).Version);
        await File.WriteAllBytesAsync(_yard.In("index/index.json"), stolen, Cancellation);
        Assert.Equal(IndexFault.TooFewSignatures, await _yard.RefusedAsync());
    }

    [Fact]
    public async Task Keys_that_those_before_have_not_signed_are_refused()
    {
        var stranger = new PluginIndexPublisher(_yard.In("stranger"), _yard.Time);
        stranger.Begin(IndexYard.Keys(_yard.Other), IndexYard.Keys(_yard.Other), IndexYard.Year, IndexYard.Day, _yard.Other);
        stranger.ChangeKeys(IndexYard.Keys(_yard.Other), IndexYard.Keys(_yard.Other), IndexYard.Year, IndexYard.Day, _yard.Other);
        File.Copy(_yard.In("stranger/root/2.json"), _yard.In("index/root/2.json"));

        Assert.Equal(IndexFault.TooFewSignatures, await _yard.RefusedAsync());
    }

    [Fact]
    public async Task Keys_are_followed_one_after_the_other_and_not_back()
    {
        ChangeKeys(IndexYard.Keys(_yard.Other), IndexYard.Keys(_yard.Index), _yard.Root, _yard.Other, _yard.Index);
        ChangeKeys(IndexYard.Keys(_yard.Acme), IndexYard.Keys(_yard.Index), _yard.Other, _yard.Acme, _yard.Index);
        await ReadAsync();

        // The first again, as the fourth.
        File.Copy(_yard.In("index/root/1.json"), _yard.In("index/root/4.json"));
        Assert.Equal(IndexFault.TooFewSignatures, await _yard.RefusedAsync());
        // The third again, as the fourth: its own keys are those that are trusted.
        File.Copy(_yard.In("index/root/3.json"), _yard.In("index/root/4.json"), overwrite: true);
        Assert.Equal(IndexFault.Rollback, await _yard.RefusedAsync());
    }

    [Fact]
    public void What_was_seen_is_not_forgotten_by_beginning_anew()
    {
        var root = File.ReadAllBytes(_yard.In("index/root/1.json"));
        Assert.Throws<IOException>(() => PluginIndexMemory.Begin(_yard.In("memory.json"), root));
        var other = File.ReadAllBytes(_yard.In("index/index.json"));
        Assert.Throws<PluginIndexException>(() => PluginIndexMemory.Begin(_yard.In("other.json"), other));
        Assert.False(File.Exists(_yard.In("other.json")));
    }

    private async Task DownloadAsync()
    {
        var index = await ReadAsync();
        await _yard.Reader.DownloadAsync(index.Find("acme.tax", VersionRange.Parse("*"))!, cancellationToken: Cancellation);
    }
}
