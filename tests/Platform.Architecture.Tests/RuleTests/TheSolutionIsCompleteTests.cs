using Platform.Architecture.Tests.Model;
using Platform.Architecture.Tests.Planting;
using Platform.Architecture.Tests.Rules;

namespace Platform.Architecture.Tests.RuleTests;

public sealed class TheSolutionIsCompleteTests
{
    private const string Solution = """
        Project("{2150E333-8FDC-42A3-9474-1A3956D46DE8}") = "src", "src", "{1}"
        EndProject
        Project("{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}") = "Platform.Errors", "src\Platform.Errors\Platform.Errors.csproj", "{2}"
        EndProject
        """;

    private static House House(params string[] projects) => new() { Packages = [], Solution = Solution, Projects = projects };

    [Fact]
    public void A_project_outside_the_solution_is_refused() =>
        Planted.IsCaught(TheSolutionIsComplete.Check(House("src/Platform.Errors/Platform.Errors.csproj", "tests/Platform.Errors.Tests/Platform.Errors.Tests.csproj")),
            "tests/Platform.Errors.Tests/Platform.Errors.Tests.csproj", "is not in Platform.Libraries.sln");

    [Fact]
    public void A_project_that_the_solution_invents_is_refused() =>
        Planted.IsCaught(TheSolutionIsComplete.Check(House()), "src/Platform.Errors/Platform.Errors.csproj", "does not exist");

    [Fact]
    public void A_solution_with_every_project_is_allowed() =>
        Planted.IsClean(TheSolutionIsComplete.Check(House("src/Platform.Errors/Platform.Errors.csproj")));
}
