using System.Collections.Immutable;
using Platform.Plugins.Abstractions;
using Platform.Plugins.Packages;
using Platform.Plugins.Verification;

namespace Platform.Plugins.Tests.Verification;

public sealed class PluginVerifierTests : IDisposable
{
    private const string Old = """
        namespace Desk;
        [PluginContract("rule", "1.0")]
        public interface IRule { string Judge(IDesk desk, string text); }
        public interface IDesk { int Find(int id); IEnumerable<string> Names { get; } T Get<T>(string key) where T : class; }
        public class Places { public static int Count; public class Inner { public int Number; } }
        public struct Gone { public int X; }
        """;

    private const string Plain = """
        namespace Acme;
        public class Rule : Desk.IRule
        {
            public string Judge(Desk.IDesk desk, string text) => desk.Find(7) + text + Desk.Places.Count;
        }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("host-");
    private readonly byte[] _old = Compiled.Assembly("Desk.Contracts", "1.0.0.0", Old);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_plugin_that_fits_has_no_finding_whatever_of_the_language_it_uses()
    {
        const string Rich = """
            namespace Acme;
            public record Note(string Text, int Number);
            public abstract class Base<T> where T : class { public virtual T Echo(T value) => value; protected List<T> Kept = new(); public static T Shared; public event Action<T> Heard; protected void Hear(T value) => Heard?.Invoke(value); }
            public class Rule : Base<string>, Desk.IRule, IComparable<Rule>, IAsyncDisposable
            {
                private readonly Dictionary<(int, string), List<int[]>> _map = new();
                private readonly int[,] _grid = new int[3, 4];
                string Desk.IRule.Judge(Desk.IDesk desk, string text)
                {
                    _grid[1, 2] = desk.Find(1);
                    var names = from name in desk.Names where name.Length > _grid[1, 2] orderby name descending select new { name, name.Length };
                    foreach (var each in names) { _map[(each.Length, each.name)] = new List<int[]> { new[] { 1, 2 } }; Kept.Add(each.name); }
                    Span<int> span = stackalloc int[3]; span[1] = 5; foreach (ref var value in span) value++;
                    try { Hear(Echo(text)); } catch (InvalidOperationException e) when (e.Message.Length > 3) { throw; } finally { Shared = text; }
                    var inner = new Desk.Places.Inner { Number = Desk.Places.Count };
                    return $"{text} {inner.Number:x} {desk.Get<string>("a")} {new Note("b", 2) with { Number = 3 }} {text switch { "a" => 1, "b" or "c" => 2, { Length: > 4 } => 3, _ => 4 }}";
                }
                public async Task<int> WaitAsync(int count) { await Task.Yield(); await foreach (var each in CountAsync(count)) count += each; return count; }
                private async IAsyncEnumerable<int> CountAsync(int count) { for (var i = 0; i < count; i++) { await Task.Delay(1); yield return i; } }
                public int CompareTo(Rule other) => Comparer<int>.Default.Compare(_map.Count, other._map.Count);
                public ValueTask DisposeAsync() => default;
                public static TOut Map<TIn, TOut>(TIn value, Func<TIn, TOut> map) => map(value);
                public static string Mapped => Map(new int?(3), static number => number.GetValueOrDefault().ToString());
                public unsafe static int Point(int* at, delegate*<int, int> function) => function(*at);
                public override string ToString() => base.ToString() + string.Join(",", Enumerable.Range(1, 3).Select(i => i.ToString()).ToArray()) + System.Text.Json.JsonSerializer.Serialize(new[] { 1 });
            }
            """;

        Assert.Empty(Verify(Compiled.Package(Compiled.Assembly("Acme", "1.0.0.0", Rich, _old))));
    }

    [Theory]
    [InlineData("int Find(int id);", "long Find(int id);", "Rule.Judge calls IDesk.Find(Int32), which Desk.Contracts 2.0.0.0 does not have: build the plugin against this version, or install one that was.")]
    [InlineData("int Find(int id);", "int Find(int id, bool deep);", "Rule.Judge calls IDesk.Find(Int32), which Desk.Contracts 2.0.0.0 does not have")]
    [InlineData("int Find(int id);", "", "Rule.Judge calls IDesk.Find(Int32), which")]
    [InlineData("public static int Count;", "public static long Count;", "Rule.Judge uses the field Places.Count, which Desk.Contracts 2.0.0.0 does not have")]
    [InlineData("public static int Count;", "public static int Count => 1;", "Rule.Judge uses the field Places.Count, which")]
    public void A_member_that_the_host_has_no_more_is_named_with_its_caller(string old, string recent, string expected)
    {
        var finding = Assert.Single(Verify(Compiled.Package(Compiled.Assembly("Acme", "1.0.0.0", Plain, _old)), Old.Replace(old, recent, StringComparison.Ordinal)));

        Assert.Equal(FindingKind.MissingMember, finding.Kind);
        Assert.True(finding.IsFatal);
        Assert.StartsWith("Acme.dll: Acme." + expected, finding.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_caller_within_an_asynchronous_method_and_of_a_generic_method_is_the_one_that_was_written()
    {
        const string Code = """
            namespace Acme;
            public class Rule : Desk.IRule
            {
                public string Judge(Desk.IDesk desk, string text) => desk.Get<string>(text);
                public async Task<int> LaterAsync(Desk.IDesk desk) { await Task.Yield(); return desk.Find(1); }
            }
            """;
        var host = Old.Replace("int Find(int id);", "", StringComparison.Ordinal).Replace("T Get<T>(string key) where T : class;", "", StringComparison.Ordinal);

        var findings = Verify(Compiled.Package(Compiled.Assembly("Acme", "1.0.0.0", Code, _old)), host).Select(finding => finding.Message).Order(StringComparer.Ordinal).ToList();

        Assert.Equal(2, findings.Count);
        Assert.StartsWith("Acme.Rule.Judge calls IDesk.Get(String)", findings[0], StringComparison.Ordinal);
        Assert.StartsWith("Acme.Rule.LaterAsync calls IDesk.Find(Int32)", findings[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_that_a_newer_contract_asks_for_is_missing_unless_it_has_a_body()
    {
        var package = Compiled.Package(Compiled.Assembly("Acme", "1.0.0.0", Plain, _old));
        const string Judge = "string Judge(IDesk desk, string text);";

        var finding = Assert.Single(Verify(package, Old.Replace(Judge, Judge + " string Explain(string text);", StringComparison.Ordinal)));
        Assert.Equal((FindingKind.MissingImplementation, "Acme.Rule does not implement IRule.Explain(String), for which Desk.Contracts 2.0.0.0 asks: build the plugin against this version, or install one that was."), (finding.Kind, finding.Message));
        Assert.Empty(Verify(package, Old.Replace(Judge, Judge + " string Explain(string text) => text;", StringComparison.Ordinal)));
        Assert.Empty(Verify(package, Old.Replace(Judge, Judge + " static int Made => 1;", StringComparison.Ordinal)));
        // A contract that is made of another one now asks for that one's members too.
        Assert.Equal(FindingKind.MissingImplementation, Assert.Single(Verify(package, Old.Replace("public interface IRule {", "public interface INamed { string Name { get; } } public interface IRule : INamed {", StringComparison.Ordinal))).Kind);
    }

    [Fact]
    public void A_type_that_the_host_has_no_more_is_named()
    {
        var code = Plain.Replace("Desk.Places.Count", "default(Desk.Gone).X", StringComparison.Ordinal);
        var findings = Verify(Compiled.Package(Compiled.Assembly("Acme", "1.0.0.0", code, _old)), Old.Replace("public struct Gone { public int X; }", "", StringComparison.Ordinal));

        Assert.Equal("uses Desk.Gone, which Desk.Contracts 2.0.0.0 does not have: build the plugin against this version, or install one that was.", Assert.Single(findings).Message);
    }

    [Fact]
    public void An_assembly_that_nobody_brings_is_named_and_one_in_the_package_is_found()
    {
        var library = Compiled.Assembly("Acme.Rates", "3.1.0.0", "namespace Acme.Rates; public static class Rate { public static int Of(string state) => 7; }");
        var plugin = Compiled.Assembly("Acme", "1.0.0.0", Plain.Replace("Desk.Places.Count", "Acme.Rates.Rate.Of(text)", StringComparison.Ordinal), _old, library);

        Assert.Empty(Verify(Compiled.Package(plugin, others: ("lib/Acme.Rates.dll", library))));
        var finding = Assert.Single(Verify(Compiled.Package(plugin)));
        Assert.Equal((FindingKind.MissingAssembly, "needs the assembly Acme.Rates 3.1.0.0, which is neither in the package nor offered by the host: put it into the package."), (finding.Kind, finding.Message));
    }

    [Fact]
    public void An_own_copy_of_what_the_host_shares_is_refused()
    {
        var finding = Assert.Single(Verify(Compiled.Package(Compiled.Assembly("Acme", "1.0.0.0", Plain, _old), others: ("Desk.Contracts.dll", _old))));

        Assert.Equal(FindingKind.PrivateCopy, finding.Kind);
        Assert.StartsWith("Desk.Contracts.dll: is a copy of Desk.Contracts, which the host shares: leave it out of the package", finding.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Acme.Other", "is said to be Acme.Other, which is not there: correct /contributes in plugin.json.")]
    [InlineData("Acme.Hidden", "which is no public class that can be made")]
    [InlineData("Acme.Half", "which is no public class that can be made")]
    [InlineData("Acme.IThing", "which is no public class that can be made")]
    [InlineData("Acme.Made", "which has no public constructor.")]
    [InlineData("Acme.Free", "which implements no interface with [PluginContract(\"rule\", …)] that the host shares.")]
    public void A_contribution_that_is_not_what_the_manifest_says_is_named(string type, string expected)
    {
        const string More = """

            internal class Hidden : Rule { }
            public abstract class Half : Rule { }
            public interface IThing { }
            public class Made : Rule { private Made() { } }
            public class Free { }
            public class Outer { public class Inner : Rule { } }
            """;
        var assembly = Compiled.Assembly("Acme", "1.0.0.0", Plain + More, _old);

        var finding = Assert.Single(Verify(Compiled.Package(assembly, type: type)));
        Assert.Equal(FindingKind.Contribution, finding.Kind);
        Assert.Contains(expected, finding.Message, StringComparison.Ordinal);
        Assert.Empty(Verify(Compiled.Package(assembly, type: "Acme.Outer+Inner")));
    }

    [Theory]
    [InlineData("A/Decoy.dll")]
    [InlineData("Z.dll")]
    [InlineData("acme.DLL")]
    public void A_second_assembly_of_one_name_is_refused_and_the_one_that_the_manifest_names_is_looked_into(string path)
    {
        var (real, decoy) = (Compiled.Assembly("Acme", "1.0.0.0", Plain, _old), Compiled.Assembly("ACME", "1.0.0.0", "public class Nothing;"));
        const string Host = "namespace Desk; [PluginContract(\"rule\", \"1.0\")] public interface IRule { string Judge(IDesk desk, string text); } public interface IDesk;";
        if (path == "acme.DLL")
            path = "lib/" + path;

        var findings = Verify(Compiled.Package(real, others: (path, decoy)), Host);

        Assert.Contains(findings, finding => finding.Kind == FindingKind.DuplicateAssembly && finding.Assembly == path && finding.IsFatal);
        Assert.Contains(findings, finding => finding.Kind == FindingKind.MissingMember && finding.Assembly == "Acme.dll");
    }

    [Fact]
    public void A_contract_of_the_plugins_own_making_is_none()
    {
        const string Own = """
            namespace Platform.Plugins.Abstractions { public class PluginContractAttribute(string name, string version) : Attribute { public string Name => name + version; } }
            namespace Acme { [PluginContract("rule", "1.0")] public interface IOwn { } public class Rule : IOwn { } }
            """;
        var inside = Compiled.Assembly("Acme", "1.0.0.0", Own);
        var beside = Compiled.Assembly("Merged", "1.0.0.0", "namespace Desk; [PluginContract(\"rule\", \"1.0\")] public interface IRule { }");

        Assert.Contains("implements no interface", Assert.Single(Verify(Compiled.Package(inside))).Message, StringComparison.Ordinal);
        Assert.Contains("implements no interface",
            Assert.Single(Verify(Compiled.Package(Compiled.Assembly("Acme", "1.0.0.0", "namespace Acme; public class Rule : Desk.IRule { }", beside), others: ("Merged.dll", beside)))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public class Places { public static int Count;", "internal class Places { public static int Count;", "uses Desk.Places, which is not public in Desk.Contracts 2.0.0.0")]
    [InlineData("public static int Count;", "internal static int Count;", "uses the field Places.Count, which Desk.Contracts 2.0.0.0 does not have")]
    public void What_became_the_hosts_own_affair_is_no_more_there_for_a_plugin(string old, string recent, string expected) =>
        Assert.Contains(Verify(Compiled.Package(Compiled.Assembly("Acme", "1.0.0.0", Plain, _old)), Old.Replace(old, recent, StringComparison.Ordinal)),
            finding => finding.IsFatal && finding.Message.Contains(expected, StringComparison.Ordinal));

    [Fact]
    public void A_struct_that_was_a_class_is_another_type()
    {
        const string Host = "namespace Desk; [PluginContract(\"rule\", \"1.0\")] public interface IRule { } public class Note; public static class Notes { public static void Take(Note note) { } }";
        var old = Compiled.Assembly("Desk.Contracts", "1.0.0.0", Host);
        var plugin = Compiled.Package(Compiled.Assembly("Acme", "1.0.0.0", "namespace Acme; public class Rule : Desk.IRule { public Rule() => Desk.Notes.Take(null!); }", old));

        Assert.Empty(Verify(plugin, Host));
        Assert.Contains("calls Notes.Take(Note), which", Assert.Single(Verify(plugin, Host.Replace("class Note;", "struct Note;", StringComparison.Ordinal))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_assembly_that_is_older_than_the_one_that_was_built_against_is_refused_although_all_that_is_used_is_there()
    {
        var newer = Compiled.Assembly("Desk.Contracts", "3.0.0.0", Old);
        var finding = Assert.Single(Verify(Compiled.Package(Compiled.Assembly("Acme", "1.0.0.0", Plain, newer))));

        Assert.Equal(FindingKind.Unusable, finding.Kind);
        Assert.Contains("needs Desk.Contracts 3.0.0.0 or newer, and 1.0.0.0 is there", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lib/x.so", new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 2 })]
    [InlineData("data.bin", new byte[] { (byte)'M', (byte)'Z', 0 })]
    [InlineData("x.dylib", new byte[] { 0xCF, 0xFA, 0xED, 0xFE })]
    public void Native_code_is_known_by_what_it_is(string path, byte[] bytes)
    {
        var assembly = Compiled.Assembly("Acme", "1.0.0.0", Plain, _old);

        Assert.Equal((FindingKind.UndeclaredCapability, path), (Assert.Single(Verify(Compiled.Package(assembly, others: (path, bytes)))).Kind, path));
        Assert.Empty(Verify(Compiled.Package(assembly, ["native"], others: (path, bytes))));
        Assert.Empty(Verify(Compiled.Package(assembly, others: (path, "text"u8.ToArray()))));
    }

    [Fact]
    public void Precompiled_code_beside_harmless_instructions_is_named()
    {
        var framework = File.ReadAllBytes(typeof(object).Assembly.Location);
        var findings = Verify(Compiled.Package(Compiled.Assembly("Acme", "1.0.0.0", Plain, _old), others: ("Own.dll", framework)));

        Assert.Contains(findings, finding => finding.Kind == FindingKind.UndeclaredCapability && finding.Message.StartsWith("has native code beside", StringComparison.Ordinal));
    }

    [Fact]
    public void A_contract_of_another_name_is_none() =>
        Assert.Contains("implements no interface", Assert.Single(Verify(Compiled.Package(Compiled.Assembly("Acme", "1.0.0.0", Plain, _old), contract: "panel"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("System.IO.File.ReadAllText(text)", "fs", "reaches files by System.IO.File in Acme.Rule.Judge, and the manifest asks for no capability fs.")]
    [InlineData("System.Net.Http.HttpMethod.Get.ToString()", "net.http", "reaches the network by System.Net.Http.HttpMethod in Acme.Rule.Judge, and the manifest asks for no capability net.http.")]
    [InlineData("System.Net.Dns.GetHostName()", "net.sockets", "reaches the network by System.Net.Dns in Acme.Rule.Judge, and the manifest asks for no capability net.sockets.")]
    [InlineData("System.Diagnostics.Process.Start(text).ToString()", "process", "reaches other programs by System.Diagnostics.Process in Acme.Rule.Judge")]
    [InlineData("System.Runtime.Loader.AssemblyLoadContext.Default.ToString()", "code", "reaches assemblies that it loads by System.Runtime.Loader.AssemblyLoadContext in Acme.Rule.Judge")]
    [InlineData("new System.IO.StreamReader(text).ToString()", "fs", "reaches files by System.IO.StreamReader..ctor in Acme.Rule.Judge, and the manifest asks for no capability fs.")]
    [InlineData("System.Xml.XmlReader.Create(text).ToString()", "fs", "reaches files by System.Xml.XmlReader.Create in Acme.Rule.Judge")]
    [InlineData("Environment.GetEnvironmentVariable(text)", "environment", "reaches the variables of the environment by System.Environment.GetEnvironmentVariable in Acme.Rule.Judge")]
    [InlineData("System.Reflection.Assembly.Load(new byte[3]).ToString()", "code", "reaches assemblies that it loads by System.Reflection.Assembly.Load in Acme.Rule.Judge")]
    [InlineData("((System.Linq.Expressions.Expression<Func<int>>)(() => 1)).Compile().ToString()", "code", "reaches code that it makes by System.Linq.Expressions.Expression`1.Compile in Acme.Rule.Judge")]
    [InlineData("Beep(1) + text", "native", "Acme.Rule.Beep calls native code in libc, and the manifest asks for no capability native.")]
    public void What_is_used_without_being_asked_for_is_named_and_not_fatal(string expression, string capability, string expected)
    {
        var code = Plain.Replace("desk.Find(7) + text + Desk.Places.Count", expression, StringComparison.Ordinal)
            .Replace("public string Judge", "[System.Runtime.InteropServices.DllImport(\"libc\")] private static extern int Beep(int tone);\n    public string Judge", StringComparison.Ordinal);
        if (capability != "native")
            code = code.Replace("[System.Runtime.InteropServices.DllImport(\"libc\")] private static extern int Beep(int tone);", "", StringComparison.Ordinal);
        var assembly = Compiled.Assembly("Acme", "1.0.0.0", code, _old);

        var finding = Assert.Single(Verify(Compiled.Package(assembly)));
        Assert.Equal(FindingKind.UndeclaredCapability, finding.Kind);
        Assert.False(finding.IsFatal);
        Assert.StartsWith(expected, finding.Message, StringComparison.Ordinal);
        Assert.Empty(Verify(Compiled.Package(assembly, [capability + ".any:thing"])));
        Assert.Single(Verify(Compiled.Package(assembly, [capability + "x"])));
    }

    [Theory]
    [InlineData("new System.Net.Http.HttpClient().ToString()", "reaches the network past the client of the host by System.Net.Http.HttpClient..ctor in Acme.Rule.Judge")]
    [InlineData("new System.Net.Http.SocketsHttpHandler().ToString()", "reaches the network past the client of the host by System.Net.Http.SocketsHttpHandler..ctor in Acme.Rule.Judge")]
    [InlineData("new System.Net.Sockets.TcpClient().ToString()", "reaches the network by System.Net.Sockets.TcpClient in Acme.Rule.Judge")]
    public void Who_asks_for_a_host_has_not_asked_for_connections_of_its_own(string expression, string expected)
    {
        var assembly = Compiled.Assembly("Acme", "1.0.0.0", Plain.Replace("desk.Find(7) + text + Desk.Places.Count", expression, StringComparison.Ordinal), _old);

        var finding = Assert.Single(Verify(Compiled.Package(assembly, ["net.http:rates.acme.example"])));

        Assert.Equal(FindingKind.UndeclaredCapability, finding.Kind);
        Assert.StartsWith(expected, finding.Message, StringComparison.Ordinal);
        Assert.Empty(Verify(Compiled.Package(assembly, ["net"])));
    }

    [Fact]
    public void What_is_no_assembly_is_said_to_be_none_and_native_code_beside_it_is_named()
    {
        var finding = Assert.Single(Verify(Compiled.Package("MZ, or is it?"u8.ToArray())));
        Assert.Equal((FindingKind.NotAnAssembly, "Acme.dll"), (finding.Kind, finding.Assembly));

        var native = Assert.Single(Verify(Compiled.Package(Compiled.Assembly("Acme", "1.0.0.0", Plain, _old), others: ("runtimes/native/rates.dll", [1, 2, 3]))));
        Assert.Equal((FindingKind.UndeclaredCapability, "runtimes/native/rates.dll"), (native.Kind, native.Assembly));
    }

    [Fact]
    public void Real_assemblies_have_no_reference_that_is_not_found()
    {
        var files = Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Where(file => Path.GetFileName(file) is var name
            && (name.StartsWith("Platform.", StringComparison.Ordinal) || name.StartsWith("FsCheck", StringComparison.Ordinal) || name.StartsWith("xunit", StringComparison.Ordinal))).ToList();
        Assert.True(files.Count > 8);
        var package = Compiled.Package(Compiled.Assembly("Acme", "1.0.0.0", Plain, _old), others: [.. files.Select(file => (Path.GetFileName(file), File.ReadAllBytes(file)))]);

        var wrong = Verify(package).Where(finding => finding.Kind is FindingKind.MissingMember or FindingKind.MissingType or FindingKind.NotAnAssembly).ToList();

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Metadata_that_is_wrong_anywhere_ends_in_a_finding_or_in_none()
    {
        var assembly = Compiled.Assembly("Acme", "1.0.0.0", Plain, _old);
        var random = new Random(11);
        var verifier = VerifierOf(Old);
        for (var round = 0; round < 400; round++)
        {
            var changed = assembly.ToArray();
            for (var i = 0; i < 1 + round % 6; i++)
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            verifier.Verify(Compiled.Package(changed));
        }
    }

    [Fact]
    public void What_is_to_be_shared_must_be_there()
    {
        Assert.Throws<FileNotFoundException>(() => HostAssemblies.OfRuntime().Share(Path.Combine(_folder.FullName, "none.dll")));
        Assert.Throws<DirectoryNotFoundException>(() => HostAssemblies.OfFramework(Path.Combine(_folder.FullName, "none")));
    }

    private ImmutableArray<PluginFinding> Verify(PluginPackage package, string host = Old) => VerifierOf(host).Verify(package);

    /// <summary>A host that shares the contracts, compiled from these lines.</summary>
    private PluginVerifier VerifierOf(string contracts)
    {
        var path = Path.Combine(_folder.FullName, "Desk.Contracts.dll");
        File.WriteAllBytes(path, contracts == Old ? _old : Compiled.Assembly("Desk.Contracts", "2.0.0.0", contracts));
        return new PluginVerifier(HostAssemblies.OfRuntime().Share(path).Share(typeof(PluginContractAttribute).Assembly.Location));
    }
}
