using Platform.Architecture.Tests.Model;
using Platform.Architecture.Tests.Planting;
using Platform.Architecture.Tests.Rules;

namespace Platform.Architecture.Tests.RuleTests;

public sealed class CoresCompileAheadOfTimeTests
{
    private static string Silencing(string justification) => $$"""
        namespace Platform.Errors;
        class Reflects
        {
            [System.Diagnostics.CodeAnalysis.UnconditionalSuppressMessage("Trimming", "IL2026"{{justification}})]
            void Load() { }
        }
        """;

    [Fact]
    public void A_core_package_that_opts_out_is_refused()
    {
        var planted = Planted.Package("Platform.Errors").WithProperty("IsAotCompatible", "false").Build();

        Planted.IsCaught(CoresCompileAheadOfTime.Check(planted), "Platform.Errors", "not IsAotCompatible");
    }

    [Fact]
    public void A_core_package_whose_assembly_is_not_marked_trimmable_is_refused()
    {
        var planted = Planted.Package("Platform.Errors").WithoutTrimming().Build();

        Planted.IsCaught(CoresCompileAheadOfTime.Check(planted), "Platform.Errors", "not IsAotCompatible");
    }

    [Fact]
    public void An_engine_that_opts_out_is_allowed()
    {
        var planted = Planted.Package("Platform.Encryption.EntityFrameworkCore").WithProperty("IsAotCompatible", "false").WithoutTrimming().Build();

        Planted.IsClean(CoresCompileAheadOfTime.Check(planted));
    }

    [Theory]
    [InlineData("")]
    [InlineData(""", Justification = "<Pending>" """)]
    public void A_warning_silenced_without_a_reason_is_refused(string justification)
    {
        var planted = Planted.Package("Platform.Errors").With(Silencing(justification)).Build();

        Planted.IsCaught(CoresCompileAheadOfTime.Check(planted), "Platform.Errors.Reflects.Load", "IL2026");
    }

    [Fact]
    public void A_warning_silenced_with_a_reason_is_allowed()
    {
        var planted = Planted.Package("Platform.Errors").With(Silencing(""", Justification = "The type is rooted by the registration above." """)).Build();

        Planted.IsClean(CoresCompileAheadOfTime.Check(planted));
    }

    [Theory]
    [InlineData("#pragma warning disable IL3050\nclass Reflects;\n#pragma warning restore", "pragma")]
    [InlineData("[System.Diagnostics.CodeAnalysis.SuppressMessage(\"AOT\", \"IL3050\", Justification = \"x\")] class Reflects;", "SuppressMessage")]
    public void A_warning_silenced_only_for_the_compiler_is_refused(string code, string how)
    {
        var planted = Planted.Package("Platform.Errors").With(code, "Loading/Reflects.cs").Build();

        Planted.IsCaught(CoresCompileAheadOfTime.Check(planted), "Platform.Errors/Loading/Reflects.cs", how);
    }

    [Fact]
    public void A_warning_silenced_for_the_whole_project_is_refused()
    {
        var planted = Planted.Package("Platform.Errors").WithProperty("NoWarn", "$(NoWarn);IL2070").Build();

        Planted.IsCaught(CoresCompileAheadOfTime.Check(planted), "Platform.Errors", "IL2070");
    }

    [Fact]
    public void Another_warning_silenced_with_a_pragma_is_allowed()
    {
        var planted = Planted.Package("Platform.Errors").With("#pragma warning disable CS0169 // filled by the runtime\nclass Reflects;").Build();

        Planted.IsClean(CoresCompileAheadOfTime.Check(planted));
    }

    [Fact]
    public void A_core_package_that_the_native_program_does_not_run_is_refused()
    {
        var house = Planted.House(Planted.Package("Platform.Errors"), Planted.Package("Platform.Errors.AspNetCore"));

        Planted.IsCaught(CoresCompileAheadOfTime.Check(house), "Platform.Errors", "tests/Platform.Aot.TestApp/Exercises/ErrorsExercise.cs");
    }

    [Fact]
    public void A_core_package_that_the_native_program_runs_is_allowed()
    {
        var house = Planted.House(Planted.Package("Platform.Plugins.Abstractions")) with
        {
            TestSources = [new SourceFile("tests/Platform.Aot.TestApp/Exercises/PluginsAbstractionsExercise.cs", "")],
        };

        Planted.IsClean(CoresCompileAheadOfTime.Check(house));
    }
}
