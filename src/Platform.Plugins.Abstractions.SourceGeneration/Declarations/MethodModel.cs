namespace Platform.Plugins.Abstractions.SourceGeneration;

/// <summary>How a method answers.</summary>
internal enum AnswerKind
{
    Task,
    ValueTask,
    Stream,
}

/// <summary>A method of a contract.</summary>
/// <param name="Number">Its number in messages.</param>
/// <param name="Name">Its name, as it is written.</param>
/// <param name="Answer">How it answers.</param>
/// <param name="ReturnType">What it is declared to return.</param>
/// <param name="Result">What it answers, or the items of the stream; nothing where it only ends.</param>
/// <param name="Parameters">What it takes, in order.</param>
internal sealed record MethodModel(int Number, string Name, AnswerKind Answer, string ReturnType, TypeShape? Result, IReadOnlyList<ParameterModel> Parameters);

/// <summary>What a method takes.</summary>
/// <param name="Shape">How it crosses; nothing for the token that cancels the call, which crosses by itself.</param>
/// <param name="TypeName">Its type, as it is written.</param>
/// <param name="Name">Its name, for people.</param>
/// <param name="Default">What stands for it where it was not sent; nothing where nothing can.</param>
internal sealed record ParameterModel(TypeShape? Shape, string TypeName, string Name, string? Default);
