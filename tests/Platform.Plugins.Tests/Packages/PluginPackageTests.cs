using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Platform.Plugins.Packages;
using Platform.Plugins.Signatures;

namespace Platform.Plugins.Tests.Packages;

public sealed class PluginPackageTests
{
    [Fact]
    public void A_package_holds_its_files_and_its_manifest()
    {
        var package = TestPackages.Read(TestPackages.Make());

        Assert.Equal(("acme.tax", "1.0.0"), (package.Manifest.Id, package.Manifest.Version.ToString()));
        Assert.Equal(["README.md", "lib/Acme.Tax.dll", "lib/de/Acme.Tax.resources.dll", "plugin.json"], package.Files.Order(StringComparer.Ordinal));
        Assert.Equal("code1.0.0", Encoding.UTF8.GetString(package.ReadFile("lib/Acme.Tax.dll")));
        Assert.Equal(new byte[5_000], package.ReadFile("lib/de/Acme.Tax.resources.dll"));
        Assert.Throws<FileNotFoundException>(() => package.ReadFile("lib/acme.tax.dll"));
    }

    [Fact]
    public void The_same_files_make_the_same_package_and_a_signature_does_not_change_its_digest()
    {
        using var key = PublisherSigningKey.Generate();
        var bytes = TestPackages.Make();

        Assert.Equal(bytes, TestPackages.Make());
        Assert.NotEqual(TestPackages.Read(bytes).Digest, TestPackages.Read(TestPackages.Make(content: "other")).Digest);
        var signed = TestPackages.Read(bytes).Sign(key, TestPackages.Now);
        Assert.Equal(TestPackages.Read(bytes).Digest, TestPackages.Read(signed).Digest);
        Assert.Equal(bytes.AsSpan(0, bytes.Length - 2), signed.AsSpan(0, bytes.Length - 2));
    }

    [Fact]
    public void A_signed_package_is_a_zip_to_everybody_else()
    {
        using var key = PublisherSigningKey.Generate();
        using var archive = new ZipArchive(new MemoryStream(TestPackages.MakeSigned(key)));

        Assert.Equal(4, archive.Entries.Count);
        using var text = new StreamReader(archive.GetEntry("README.md")!.Open());
        Assert.Equal("Taxes.", text.ReadToEnd());
        Assert.StartsWith("{\"payloadType\":\"application/vnd.platform.plugin-release", archive.Comment, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../evil.dll")]
    [InlineData("lib/../../evil.dll")]
    [InlineData("/etc/passwd")]
    [InlineData("\\evil.dll")]
    [InlineData("lib\\evil.dll")]
    [InlineData("C:/evil.dll")]
    [InlineData("c:evil.dll")]
    [InlineData("lib/")]
    [InlineData("lib//evil.dll")]
    [InlineData("./evil.dll")]
    [InlineData("..")]
    [InlineData(".ssh/id")]
    [InlineData("evil.dll.")]
    [InlineData("evil.dll ")]
    [InlineData("CON")]
    [InlineData("lib/nul.txt")]
    [InlineData("com1.dll")]
    [InlineData("a:stream")]
    [InlineData("evil\0.dll")]
    [InlineData("evil\u001b[31m")]
    [InlineData("\u00e4.dll")]
    [InlineData("")]
    public void A_name_that_leads_elsewhere_is_refused(string name)
    {
        Refused(PackageFault.UnsafePath, EvilZip.WithPlugin().Add(name).Write());
        var refused = Assert.Throws<PluginPackageException>(() => PluginPackage.Create(new Dictionary<string, ReadOnlyMemory<byte>> { ["plugin.json"] = TestPackages.Manifest(), [name] = new byte[1] }));
        Assert.Equal(PackageFault.UnsafePath, refused.Fault);
    }

    [Fact]
    public void A_long_name_is_refused() => Refused(PackageFault.UnsafePath, EvilZip.WithPlugin().Add(new string('a', 241)).Write());

    [Theory]
    [InlineData("a.dll", "A.dll", PackageFault.PathCollision)]
    [InlineData("a", "a/b", PackageFault.PathCollision)]
    [InlineData("a/b", "a", PackageFault.PathCollision)]
    [InlineData("a/b", "A", PackageFault.PathCollision)]
    [InlineData("a/b", "A/c", PackageFault.PathCollision)]
    [InlineData("a/b/c", "a/B/d", PackageFault.PathCollision)]
    [InlineData("a.dll", "a.dll", PackageFault.DuplicateEntry)]
    [InlineData("plugin.json", "b", PackageFault.DuplicateEntry)]
    [InlineData("Plugin.json", "b", PackageFault.PathCollision)]
    public void Two_files_in_one_place_are_refused(string one, string other, PackageFault fault) => Refused(fault, EvilZip.WithPlugin().Add(one).Add(other).Write());

    [Theory]
    [InlineData(0xA000)]
    [InlineData(0x4000)]
    [InlineData(0x6000)]
    [InlineData(0x1000)]
    public void A_link_a_folder_a_device_and_a_pipe_are_refused(int kind) =>
        Refused(PackageFault.NotAFile, EvilZip.WithPlugin().Add(new EvilZip.Entry("link", "/etc/passwd"u8.ToArray()) { MadeBy = 3 << 8 | 20, Attributes = (uint)(kind | 0x1FF) << 16 }).Write());

    [Fact]
    public void A_file_of_a_unix_packer_is_a_file() =>
        Assert.Contains("file", TestPackages.Read(EvilZip.WithPlugin().Add(new EvilZip.Entry("file", [1]) { MadeBy = 3 << 8 | 20, Attributes = 0x81A4u << 16 }).Write()).Files);

    public static TheoryData<string, byte[], PackageFault> Lies()
    {
        static EvilZip With(EvilZip.Entry entry) => EvilZip.WithPlugin().Add(entry);
        return new TheoryData<string, byte[], PackageFault>
        {
            { "longer in the directory", With(new("a", [1, 2]) { Length = 3, LocalLength = 2 }).Write(), PackageFault.Contradiction },
            { "stored, and longer than its bytes", With(new("a", [1, 2]) { Length = 3 }).Write(), PackageFault.Contradiction },
            { "stored, and shorter than its bytes", With(new("a", [1, 2]) { Length = 1 }).Write(), PackageFault.Contradiction },
            { "more than deflate can", With(new("a", [1, 2]) { Method = 8, Length = 1 << 30 }).Write(), PackageFault.Contradiction },
            { "longer than the package", With(new("a", [1, 2]) { PackedLength = 1 << 20, Length = 1 << 20 }).Write(), PackageFault.Contradiction },
            { "into the directory", With(new("a", [1, 2]) { PackedLength = 3, Length = 3 }).Write(), PackageFault.Contradiction },
            { "another name before its bytes", With(new("a", [1]) { LocalName = "b" }).Write(), PackageFault.Contradiction },
            { "the bytes of another file", With(new("a", [1, 2, 3]) { SameBytesAs = 1 }).Write(), PackageFault.Contradiction },
            { "a hole", With(new("a", [1]) { Before = [0] }).Write(), PackageFault.Contradiction },
            { "a hole at the beginning", EvilZip.WithPlugin(new EvilZip().Add(new EvilZip.Entry("a", [1]) { Before = "#!/bin/sh\n"u8.ToArray() })).Write(), PackageFault.Contradiction },
            { "bytes before the directory", EvilZip.WithPlugin(new EvilZip { BeforeDirectory = [7] }).Write(), PackageFault.Contradiction },
            { "bytes behind the directory", EvilZip.WithPlugin(new EvilZip { AfterDirectory = [7] }).Write(), PackageFault.Contradiction },
            { "bytes behind the end", [.. EvilZip.WithPlugin().Write(), 7], PackageFault.Contradiction },
            { "a package in the comment", EvilZip.WithPlugin(new EvilZip { Comment = EvilZip.WithPlugin().Write() }).Write(), PackageFault.Contradiction },
            { "more files than it lists", EvilZip.WithPlugin(new EvilZip { MoreEntries = 1 }).Write(), PackageFault.Contradiction },
            { "fewer files than it lists", EvilZip.WithPlugin(new EvilZip { MoreEntries = -1 }).Write(), PackageFault.Contradiction },
            { "encrypted", With(new("a", [1]) { Flags = 1 }).Write(), PackageFault.Unsupported },
            { "written as a stream", With(new("a", [1]) { Flags = 8 }).Write(), PackageFault.Unsupported },
            { "another method", With(new("a", [1]) { Method = 93 }).Write(), PackageFault.Unsupported },
            { "a newer format", With(new("a", [1]) { Needed = 45 }).Write(), PackageFault.Unsupported },
            { "an extra field", With(new("a", [1]) { Extra = [1, 0, 0, 0] }).Write(), PackageFault.Unsupported },
            { "too many files", new EvilZip().Add(Enumerable.Range(0, 2_001).Select(number => new EvilZip.Entry($"f{number}", []))).Write(), PackageFault.TooLarge },
            { "no manifest", new EvilZip().Add("a").Write(), PackageFault.Manifest },
            { "no file at all", new EvilZip().Write(), PackageFault.Manifest },
            { "a manifest that is none", new EvilZip().Add("plugin.json", "{}").Write(), PackageFault.Manifest },
            { "a manifest below", new EvilZip().Add("a/plugin.json", "{}").Write(), PackageFault.Manifest },
            { "an endless manifest", new EvilZip().Add(new EvilZip.Entry("plugin.json", new byte[300_000]) { Deflate = true }).Write(), PackageFault.Manifest },
            { "no assembly", new EvilZip().Add(new EvilZip.Entry("plugin.json", TestPackages.Manifest())).Write(), PackageFault.MissingFile },
            { "not a zip", "MZ this is a program"u8.ToArray(), PackageFault.NotAZip },
            { "nothing", [], PackageFault.NotAZip },
        };
    }

    [Theory]
    [MemberData(nameof(Lies), DisableDiscoveryEnumeration = true)]
    public void What_packages_do_not_do_is_refused(string what, byte[] bytes, PackageFault fault)
    {
        Assert.NotEmpty(what);
        Refused(fault, bytes);
    }

    [Theory]
    [InlineData(4_999u)]
    [InlineData(5_001u)]
    [InlineData(60_000u)]
    public void A_file_that_unpacks_to_another_length_than_it_says_is_refused_when_it_is_unpacked(uint said)
    {
        var package = TestPackages.Read(EvilZip.WithPlugin().Add(new EvilZip.Entry("a", [.. new byte[4_000], .. Enumerable.Range(0, 1_000).Select(number => (byte)number)]) { Deflate = true, Length = said }).Write());

        Assert.Equal(PackageFault.Contradiction, Assert.Throws<PluginPackageException>(() => package.ReadFile("a")).Fault);
    }

    [Fact]
    public void A_wrong_checksum_and_damaged_bytes_are_refused_when_they_are_unpacked()
    {
        var package = TestPackages.Read(EvilZip.WithPlugin().Add(new EvilZip.Entry("a", [1, 2]) { Crc = 7 }, new EvilZip.Entry("b", [7, 255, 255, 255]) { Method = 8, Length = 4 }).Write());

        Assert.Equal(PackageFault.Contradiction, Assert.Throws<PluginPackageException>(() => package.ReadFile("a")).Fault);
        Assert.Equal(PackageFault.Contradiction, Assert.Throws<PluginPackageException>(() => package.ReadFile("b")).Fault);
    }

    [Fact]
    public void A_package_larger_than_the_limit_is_not_even_read()
    {
        var bytes = TestPackages.Make();

        Assert.Equal(PackageFault.TooLarge, Assert.Throws<PluginPackageException>(() => PluginPackage.Read(bytes, "p", new PackageLimits { MaxBytes = bytes.Length - 1 })).Fault);
        Assert.NotNull(PluginPackage.Read(bytes, "p", new PackageLimits { MaxBytes = bytes.Length }));
        Assert.Equal(PackageFault.TooLarge, Assert.Throws<PluginPackageException>(() => PluginPackage.Read(bytes, "p", new PackageLimits { MaxUnpackedBytes = 5_000 })).Fault);
    }

    [Fact]
    public void A_package_that_is_cut_off_anywhere_is_refused()
    {
        using var key = PublisherSigningKey.Generate();
        var bytes = TestPackages.MakeSigned(key);
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<PluginPackageException>(() => TestPackages.Read(bytes[..length]));
    }

    [Property(MaxTest = 2_000)]
    public Property Bytes_changed_at_random_end_in_a_package_or_in_a_refusal() =>
        Prop.ForAll((from changes in Gen.NonEmptyListOf(from at in Gen.Choose(0, int.MaxValue) from value in Gen.Choose(0, 255) select (at, value)) select changes.Take(8).ToList()).ToArbitrary(), changes =>
        {
            var bytes = TestPackages.Make();
            foreach (var (at, value) in changes)
                bytes[at % bytes.Length] = (byte)value;
            try
            {
                var package = TestPackages.Read(bytes);
                foreach (var file in package.Files)
                    package.ReadFile(file);
            }
            catch (PluginPackageException)
            {
            }
            return true;
        });

    private static void Refused(PackageFault fault, byte[] bytes)
    {
        var refused = Assert.Throws<PluginPackageException>(() => TestPackages.Read(bytes));
        Assert.Equal(fault, refused.Fault);
        Assert.StartsWith("tax.plugin: ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(refused.Message.Replace(Environment.NewLine, "", StringComparison.Ordinal), char.IsControl);
    }
}
