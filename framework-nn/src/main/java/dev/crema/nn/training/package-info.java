/**
 * The loop that trains: a convenience over the rest of the library, and nothing that could not be written with it.
 *
 * <pre>{@code
 * Trainer trainer = Trainer.classifying(net, optimizer)
 *         .schedulePerEpoch(LearningRateSchedule.cosine(1e-3, 20, 0))
 *         .generators(random)
 *         .callback(ProgressLines.to(System.out::println))
 *         .callback(Checkpoints.in(folder, Monitor.LOSS))
 *         .build();
 * History history = trainer.fit(train, validation, 20);
 * }</pre>
 */
package dev.crema.nn.training;
