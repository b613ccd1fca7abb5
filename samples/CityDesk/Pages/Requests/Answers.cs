using CityDesk.Domain;

namespace CityDesk.Pages.Requests;

/// <summary>A question that the resident was asked, and what came back, both in words.</summary>
internal sealed record Answer(string Question, IReadOnlyList<string> Values);

internal static class Answers
{
    /// <summary>
    /// In the order in which the questions are asked. An answer to a question that the service no longer asks comes last,
    /// under its code.
    /// </summary>
    public static IReadOnlyList<Answer> Of(ServiceRequest request)
    {
        var questions = request.Service.Attributes.ToDictionary(a => a.Code, StringComparer.Ordinal);
        return [.. request.Answers
            .Select(answer => (Answer: answer, Question: questions.GetValueOrDefault(answer.Code)))
            .OrderBy(pair => pair.Question?.Order ?? int.MaxValue)
            .Select(pair => new Answer(pair.Question?.Description ?? pair.Answer.Code, [.. pair.Answer.Values.Select(value => Name(pair.Question, value))]))];
    }

    private static string Name(ServiceAttribute? question, string value) =>
        question?.Options.Find(option => option.Key == value)?.Name ?? value;
}
