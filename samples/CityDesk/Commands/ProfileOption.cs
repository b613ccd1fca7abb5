using System.CommandLine;
using CityDesk.Import.Profiles;
using CityDesk.Settings;

namespace CityDesk.Commands;

/// <summary><c>--from</c>: whose export a file is.</summary>
internal static class ProfileOption
{
    public static Option<ImportProfile?> Create(IReadOnlyList<ImportProfile> profiles)
    {
        var names = profiles.Select(profile => profile.Name).ToList();
        var option = new Option<ImportProfile?>("--from")
        {
            Description = $"Whose export it is: {ValueText.Either(names)}. Found by the column names when left out.",
            HelpName = "CITY",
            CustomParser = result =>
            {
                var text = result.Tokens is [{ Value: var only }] ? only : "";
                if (profiles.FirstOrDefault(profile => profile.IsCalled(text)) is { } profile)
                    return profile;
                result.AddError($"--from must be {ValueText.Either(names)}.{NearestName.Ask(text, names)}");
                return null;
            },
        };
        option.CompletionSources.Add(_ => names.Select(name => new System.CommandLine.Completions.CompletionItem(name)));
        return option;
    }
}
