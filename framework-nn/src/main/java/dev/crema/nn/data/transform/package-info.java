/**
 * Changes of images and of batches, under the names and with the defaults of torchvision: sizes ({@code Resize},
 * {@code RandomCrop}), places ({@code RandomHorizontalFlip}, {@code RandomVerticalFlip}, {@code RandomRotation},
 * {@code RandomAffine}), colours ({@code ColorJitter}), holes ({@code RandomErasing}, {@code Cutout}), mixtures ({@code MixUp},
 * {@code CutMix}).
 *
 * <p>Each image is changed by random numbers of its own, so that nothing depends on threads.
 */
package dev.crema.nn.data.transform;
